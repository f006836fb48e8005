import { cleanOf } from './clean';
import { dressCode, finish } from './code';
import { blocksOf, htmlOf, isBomb } from './parse';

/** An open block that is longer is shown as it stands, and a new one begins: each piece of work stays small. */
const MOST_OPEN = 16_000;
/** Longer at a stretch, and the page would be felt to stand: the rest goes on in the next frame. */
const SLICE_MS = 24;
/** A piece that takes longer is made to take long, and is not parsed to its end: after two of them the rest of the answer is shown as it stands. */
const SLOW_MS = 250;
/** So much is laid out; the rest is offered. */
const MOST_SHOWN = 400_000;
/** Of a frame, at most this share goes into rendering an open block again. */
const PAUSE_FACTOR = 3;

/** Shows Markdown that is still growing: blocks that are complete stay as they are, the open one is rendered again. */
export class MarkdownView {
  private readonly open = document.createElement('div');
  /** How much of the text is in complete blocks. */
  private settled = 0;
  /** Where a block had to be cut: the lines that the rest of it begins with. */
  private carried = '';
  /** Of the last heading. */
  private level = 1;
  private shown = MOST_SHOWN;
  private source = '';
  private done = false;
  private slow = 0;
  private frame = 0;
  private nextAt = 0;
  private more: HTMLButtonElement | null = null;

  constructor(root: HTMLElement) {
    this.open.className = 'open-block';
    root.append(this.open);
  }

  update(source: string, done: boolean): void {
    this.source = source;
    this.done = done;
    if (done) {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.render();
    } else {
      this.next();
    }
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
  }

  private next(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(this.tick);
  }

  private readonly tick = (): void => {
    this.frame = 0;
    if (performance.now() < this.nextAt && !this.done) return this.next();
    const began = performance.now();
    this.render();
    this.nextAt = performance.now() + (performance.now() - began) * PAUSE_FACTOR;
  };

  private render(): void {
    const end = Math.min(this.source.length, this.shown);
    const capped = end < this.source.length;
    const until = performance.now() + SLICE_MS;
    // In slices, so that even an answer of megabytes that comes at once is laid out bit by bit.
    while (end - this.settled > MOST_OPEN) {
      this.settle(this.source.slice(this.settled, this.settled + MOST_OPEN), false);
      if (performance.now() > until) return this.next();
    }
    const rest = this.source.slice(this.settled, end);
    if (this.done || capped) {
      this.settle(rest, true);
      this.open.replaceChildren();
    } else {
      const left = this.settle(rest, false, false);
      const open = left ? (this.slow > 1 ? plainOf(left) : blockOf(left, false)) : null;
      if (open) levelHeadings(open, this.level);
      this.open.replaceChildren(open ?? '');
    }
    this.offerMore(capped);
  }

  /**
   * Makes the complete blocks of a piece of text final. Where the piece is the most that may be open, or the last, all of it becomes final.
   * @returns What is still open.
   */
  private settle(piece: string, last: boolean, force = true): string {
    if (!piece) return '';
    const carried = this.carried;
    const text = carried + piece;
    if (this.slow > 1 || isBomb(piece)) return force ? this.add(plainOf(piece), piece.length) : text;
    const began = performance.now();
    const blocks = pieces(text);
    if (performance.now() - began > SLOW_MS) this.slow++;
    if (!blocks) return force ? this.add(blockOf(text, true), piece.length) : text;
    let closed = blocks.length - 1;
    while (closed > 0 && blocks[closed]!.type === 'space') closed--;
    const whole = force && closed === 0 && !last;
    if (last || whole) closed = blocks.length;
    // Code that is cut goes on as code, and a table as a table, from the beginning of a line.
    const head = whole ? headOf(blocks[0]!) : '';
    if (head) {
      const lines = text.slice(0, text.lastIndexOf('\n') + 1);
      const cut = lines.length > head.length ? lines : text;
      this.carried = head;
      return this.add(blockOf(cut, true), cut.length - carried.length);
    }
    let taken = 0;
    for (const block of blocks.slice(0, closed)) {
      this.add(block.type === 'space' ? null : blockOf(block.raw, true), block.raw.length - (taken === 0 ? carried.length : 0));
      taken += block.raw.length;
    }
    if (taken > 0) this.carried = '';
    return text.slice(taken);
  }

  private add(block: HTMLElement | null, length: number): string {
    this.settled += length;
    if (block) {
      this.level = levelHeadings(block, this.level);
      this.open.before(block);
      void finish(block);
    }
    return '';
  }

  private offerMore(capped: boolean): void {
    if (!capped) {
      this.more?.remove();
      this.more = null;
      return;
    }
    if (!this.more) {
      this.more = document.createElement('button');
      this.more.type = 'button';
      this.more.className = 'show-more';
      this.more.addEventListener('click', () => {
        this.shown += MOST_SHOWN;
        this.render();
      });
      this.open.after(this.more);
    }
    this.more.textContent = `Show more (${Math.ceil((this.source.length - this.shown) / 1000).toLocaleString()} KB are left; Copy takes all)`;
  }
}

/** Says headings' levels as an outline under the page's own heading: none is left out, however a model counts. Their looks stay. */
function levelHeadings(block: HTMLElement, above: number): number {
  for (const heading of block.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    above = Math.min(Number(heading.tagName[1]) + 1, above + 1, 6);
    heading.setAttribute('aria-level', String(above));
  }
  return above;
}

/** Null: what the lexer read is not what stands there (it changes tabs and line ends), and can't be counted by. */
function pieces(text: string): { type: string; raw: string }[] | null {
  try {
    const blocks = blocksOf(text);
    return blocks.length > 0 && blocks.reduce((sum, block) => sum + block.raw.length, 0) === text.length ? blocks : null;
  } catch {
    return null;
  }
}

/** The first line of code that has no end; the head of a table. */
function headOf({ type, raw }: { type: string; raw: string }): string {
  if (type === 'table') return /^[^\n]*\n[^\n]*\n/.exec(raw)?.[0] ?? '';
  const [line, mark] = /^ {0,3}(`{3,}|~{3,})[^\n]*\n/.exec(raw) ?? [];
  return line && mark && !new RegExp(`\\n {0,3}${mark[0]}{${mark.length},}[ \\t]*\\n?$`).test(raw) ? line : '';
}

function blockOf(source: string, complete: boolean): HTMLElement {
  const block = document.createElement('div');
  block.className = 'block';
  try {
    if (isBomb(source)) return plainOf(source);
    block.append(cleanOf(htmlOf(source)));
  } catch {
    return plainOf(source);
  }
  dressCode(block);
  if (complete) block.dataset['complete'] = '';
  return block;
}

function plainOf(source: string): HTMLElement {
  const block = document.createElement('div');
  block.className = 'block plain';
  block.dir = 'auto';
  block.textContent = source;
  return block;
}
