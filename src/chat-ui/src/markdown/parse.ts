import { Marked, type Token, type TokenizerAndRendererExtension } from 'marked';

/** TeX, in the four ways that models write it. A dollar sign counts only where no space or digit says that it is money. */
const blockMath: TokenizerAndRendererExtension = {
  name: 'blockMath',
  level: 'block',
  start: (source) => source.match(/\n *(\$\$|\\\[)/)?.index,
  tokenizer(source) {
    const match = /^ {0,3}\$\$([\s\S]{1,10000}?)\$\$ *(?:\n|$)/.exec(source) ?? /^ {0,3}\\\[([\s\S]{1,10000}?)\\\] *(?:\n|$)/.exec(source);
    return match ? { type: 'blockMath', raw: match[0], text: match[1]!.trim() } : undefined;
  },
  renderer: (token) => `<code class="math-block">${escapeHtml((token as unknown as { text: string }).text)}</code>`,
};

const inlineMath: TokenizerAndRendererExtension = {
  name: 'inlineMath',
  level: 'inline',
  start: (source) => source.match(/\$|\\\(|\\\[/)?.index,
  tokenizer(source) {
    const match = /^\\\(([^\n]{1,2000}?)\\\)/.exec(source) ?? /^\$\$([^\n]{1,2000}?)\$\$/.exec(source) ?? /^\\\[([^\n]{1,2000}?)\\\]/.exec(source)
      ?? /^\$(?![\s$])((?:\\.|[^\\$\n]){1,1000}?)(?<![\s\\])\$(?![\d$])/.exec(source);
    return match ? { type: 'inlineMath', raw: match[0], text: match[1]! } : undefined;
  },
  renderer: (token) => `<code class="math-inline">${escapeHtml((token as unknown as { text: string }).text)}</code>`,
};

const marked = new Marked({
  gfm: true,
  extensions: [blockMath, inlineMath],
  // The few tags that Markdown has no word for, without attributes; all other HTML is shown as the text that it is.
  renderer: { html: ({ text }) => text.replace(/<!--[^]*?-->/g, '').replace(/<(?!\/?(?:b|br|del|details|em|i|kbd|mark|s|strong|sub|summary|sup|u) *\/?>)/gi, '&lt;') },
});

/** Beyond this, nesting is an attack on the parser's stack and time. */
const DEEPEST = 24;

export const blocksOf = (source: string): Token[] => marked.lexer(source);

/** HTML that is not to be trusted yet. */
export const htmlOf = (source: string): string => marked.parse(source, { async: false });

/** Text whose markup only serves to keep a parser busy. It is shown as it is. */
export function isBomb(source: string): boolean {
  return new RegExp(`^(?: {0,4}(?:>|(?:[-*+]|\\d{1,9}[.)])(?=[ \\t]))){${DEEPEST},}`, 'm').test(source) || /[[({*_~`<>!]{400,}/.test(source) || /(?:\[|\*|_|!\[|<|`|~|\]\(){200,}/.test(source);
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
