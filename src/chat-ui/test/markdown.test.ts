import { expect, test } from 'vitest';
import { blocksOf, htmlOf, isBomb } from '../src/markdown/parse';

// What becomes of it in a page, and that nothing of it runs, is tested in Chromium: test/LlmGateway.EndToEnd/ChatPage.

test('money is no math, and math is', () => {
  expect(htmlOf('It costs $5 and $6, or US$7.')).not.toContain('math');
  expect(htmlOf('So $a+b$ and \\(c\\) and \\[d\\].').match(/math-inline">[^<]*/g)).toEqual(['math-inline">a+b', 'math-inline">c', 'math-inline">d']);
  expect(htmlOf('Thus\n\n$$\na < b\n$$\n\nend')).toContain('<code class="math-block">a &lt; b</code>');
});

test('blocks are counted by what they are made of', () => {
  const source = 'First\nline.\n\n- a\n- b\n\n```js\nlet a;\n```\n\n| x |\n|---|\n| 1 |\n\n$$\nx\n$$\n\nEnd.';
  expect(blocksOf(source).map((block) => block.raw).join('')).toBe(source);
});

test('markup that only keeps a parser busy is seen, and none that people write', () => {
  for (const bomb of ['>'.repeat(60), '> '.repeat(60), '- '.repeat(60), '1. '.repeat(60), '['.repeat(500), '`'.repeat(500), '*a **'.repeat(500).replaceAll('a ', '')]) expect(isBomb(`x\n\n${bomb}\n\ny`), bomb.slice(0, 20)).toBe(true);
  for (const plain of ['---'.repeat(20), `| ${'-'.repeat(80)} |`, '> > > quote', '- - - a', `${'='.repeat(100)}`, `${' '.repeat(80)}- deep`, '*'.repeat(80), `a\n${'#'.repeat(120)}`]) expect(isBomb(plain), plain).toBe(false);
});

test('to see a bomb takes no time', () => {
  const began = performance.now();
  for (const near of ['> '.repeat(23) + 'a', ' '.repeat(24_000), '   >'.repeat(6_000), '- -'.repeat(8_000), '9'.repeat(24_000)]) isBomb(`${near}\n`.repeat(20));
  expect(performance.now() - began).toBeLessThan(1_000);
});

test('HTML is text, but for a few tags without attributes', () => {
  expect(htmlOf('H<sub>2</sub>O<br>x <b onclick="a()">y</b> <img src=x>')).toBe('<p>H<sub>2</sub>O<br>x &lt;b onclick="a()">y</b> &lt;img src=x></p>\n');
  expect(htmlOf('<details>\n<summary>More</summary>\n<script>a()</script>\n</details>')).toContain('<summary>More</summary>\n&lt;script>a()&lt;/script>');
});
