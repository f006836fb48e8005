import DOMPurify from 'dompurify';

const TAGS = [
  'a', 'b', 'blockquote', 'br', 'code', 'del', 'details', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'input', 'kbd', 'li', 'mark', 'ol', 'p', 'pre',
  's', 'strong', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul',
];

const MATH = { USE_PROFILES: { mathMl: true }, FORBID_ATTR: ['style', 'href', 'xlink:href', 'id', 'class'], RETURN_DOM_FRAGMENT: true as const };

const purifier = DOMPurify(window);
purifier.addHook('uponSanitizeAttribute', (_, data) => {
  if (data.attrName === 'class') data.keepAttr = /^(language-[\w+#.-]{1,40}|math-(block|inline))$/.test(data.attrValue);
  if (data.attrName === 'align') data.keepAttr = /^(left|center|right)$/.test(data.attrValue);
});

/** What may be shown of a model's HTML: text in a few forms, and links that lead out only when they are clicked. */
export function cleanOf(html: string): DocumentFragment {
  const fragment = purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'src', 'alt', 'title', 'class', 'align', 'start', 'checked', 'disabled', 'type', 'open'],
    ALLOWED_URI_REGEXP: /^(https?:|mailto:)/i,
    ADD_URI_SAFE_ATTR: ['start', 'align', 'type', 'checked', 'disabled', 'open', 'class'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) tameLink(link);
  for (const image of fragment.querySelectorAll('img')) image.replaceWith(linkOf(image));
  for (const input of fragment.querySelectorAll('input')) tameInput(input);
  for (const element of fragment.querySelectorAll('p,li,h1,h2,h3,h4,h5,h6,td,th,blockquote')) element.setAttribute('dir', 'auto');
  for (const table of fragment.querySelectorAll('table')) wrapTable(table);
  return fragment;
}

export const cleanMath = (markup: string): DocumentFragment => purifier.sanitize(markup, MATH);

function tameLink(link: HTMLAnchorElement): void {
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

/** Nothing is fetched because a model says so: the address of an image could carry away what was said. */
function linkOf(image: HTMLImageElement): Node {
  const address = image.getAttribute('src') ?? '';
  if (!/^https?:/i.test(address)) return document.createTextNode(image.alt);
  const link = document.createElement('a');
  link.href = address;
  link.className = 'image-link';
  link.textContent = `${image.alt || 'Image'} (${hostOf(address)})`;
  tameLink(link);
  return link;
}

/** Boxes of task lists stay, and stay as they are. */
function tameInput(input: HTMLInputElement): void {
  if (input.getAttribute('type') !== 'checkbox') return input.remove();
  input.disabled = true;
  input.setAttribute('aria-label', input.checked ? 'done' : 'to do');
}

/** A wide table scrolls by itself, also by keys. */
function wrapTable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  // No region: a chat has too many of them for a list of landmarks.
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', 'Table');
  table.replaceWith(frame);
  frame.append(table);
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return 'no address';
  }
}
