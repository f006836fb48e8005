import { cleanMath } from './clean';

/** Larger code stays plain: colours are not worth the wait. */
const MOST_COLOURED = 60_000;

/** Gives each block of code a head with its language and a button that copies. */
export function dressCode(root: ParentNode): void {
  for (const pre of root.querySelectorAll('pre')) {
    const code = pre.querySelector('code');
    if (!code) continue;
    const language = /language-([\w+#.-]+)/.exec(code.className)?.[1] ?? '';
    const frame = document.createElement('div');
    frame.className = 'code-frame';
    const head = document.createElement('div');
    head.className = 'code-head';
    const name = document.createElement('span');
    name.textContent = language || 'text';
    head.append(name, copyButton(() => code.textContent ?? ''));
    pre.replaceWith(frame);
    pre.tabIndex = 0;
    pre.dir = 'ltr';
    pre.setAttribute('aria-label', `Code${language ? `, ${language}` : ''}`);
    pre.setAttribute('role', 'group');
    frame.append(head, pre);
  }
}

/** Colours code and sets math: when a block is complete, and after it stands. */
export async function finish(root: HTMLElement): Promise<void> {
  for (const code of root.querySelectorAll<HTMLElement>('code.math-block, code.math-inline')) await setMath(code);
  for (const code of root.querySelectorAll<HTMLElement>('pre > code[class*="language-"]')) await colour(code);
}

async function colour(code: HTMLElement): Promise<void> {
  const text = code.textContent ?? '';
  if (text.length > MOST_COLOURED) return;
  const language = /language-([\w+#.-]+)/.exec(code.className)![1]!.toLowerCase();
  try {
    const { colours } = await import('./colours');
    const html = colours(text, language);
    if (html !== null) code.innerHTML = html;
  } catch {
    // The chunk did not come: plain code is code as well.
  }
}

async function setMath(code: HTMLElement): Promise<void> {
  const display = code.classList.contains('math-block');
  try {
    const { default: temml } = await import('temml/dist/temml.min.js');
    const markup = temml.renderToString(code.textContent ?? '', { displayMode: display, throwOnError: true, trust: false, maxExpand: 200, maxSize: [20, 20] });
    const math = document.createElement(display ? 'div' : 'span');
    math.className = display ? 'math' : 'math-text';
    // The page allows no inline styles.
    math.append(cleanMath(markup.replace(/ style="[^"]*"/g, '')));
    if (display) (math.tabIndex = 0), math.setAttribute('role', 'group'), math.setAttribute('aria-label', 'Formula');
    code.replaceWith(math);
  } catch {
    // No formula, or none that is known: what the model wrote says it, too.
  }
}

function copyButton(text: () => string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'code-copy';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text()).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Not copied'),
    );
    setTimeout(() => (button.textContent = 'Copy'), 1600);
  });
  return button;
}
