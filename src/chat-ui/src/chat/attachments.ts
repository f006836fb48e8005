/** A file that goes along with a question. */
export type Attachment = { kind: 'text'; name: string; text: string } | { kind: 'image'; name: string; url: string };

/** What the gateway takes of a prompt, with room for the question. */
const MOST_TEXT = 5_500_000;
const MOST_IMAGES = 4;
/** Longer sides say nothing more to the models of today. */
const MOST_PIXELS = 1568;
/** A paste that is longer becomes an attachment: the input stays quick. */
export const LONG_PASTE = 8_000;

export class AttachmentError extends Error {}

/** Reads files: images become data URLs of a size that models take, everything else is text. */
export async function attach(files: Iterable<File>, present: readonly Attachment[], canSee: boolean): Promise<Attachment[]> {
  const all = [...present];
  for (const file of files) {
    if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') {
      if (!canSee) throw new AttachmentError(`This model can't see images. Choose one that can, and attach ${file.name} again.`);
      if (all.filter((one) => one.kind === 'image').length >= MOST_IMAGES) throw new AttachmentError(`At most ${MOST_IMAGES} images go with a question.`);
      all.push({ kind: 'image', name: file.name, url: await imageOf(file) });
    } else {
      all.push({ kind: 'text', name: file.name, text: await textOf(file) });
    }
  }
  const length = all.reduce((sum, one) => sum + (one.kind === 'text' ? one.text.length : 0), 0);
  if (length > MOST_TEXT) throw new AttachmentError('All files together are larger than the 5 MB that go with a question.');
  return all;
}

async function textOf(file: File): Promise<string> {
  if (file.size > MOST_TEXT * 2) throw new AttachmentError(`${file.name} is larger than the 5 MB that go with a question.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.subarray(0, 8192).includes(0)) throw new AttachmentError(`${file.name} is neither text nor an image.`);
  return new TextDecoder().decode(bytes);
}

async function imageOf(file: File): Promise<string> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new AttachmentError(`${file.name} can't be read as an image.`);
  }
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  // Drawn anew: what a camera wrote beside the picture (place, time) stays here.
  const png = canvas.toDataURL('image/png');
  return png.length < 300_000 ? png : canvas.toDataURL('image/jpeg', 0.85);
}

/** A prompt with its attached texts behind it, as models read documents best. */
export function promptOf(text: string, attachments: readonly Attachment[]): string {
  const parts = attachments.flatMap((one) => (one.kind === 'text' ? [`<attachment name="${one.name.replaceAll('"', "'")}">\n${one.text}\n</attachment>`] : []));
  return [text || (parts.length > 0 ? 'See the attachment.' : ''), ...parts].filter(Boolean).join('\n\n');
}

/** The same way back. */
export function splitPrompt(prompt: string): { text: string; attachments: { kind: 'text'; name: string; text: string }[] } {
  const attachments: { kind: 'text'; name: string; text: string }[] = [];
  const start = prompt.search(/(^|\n\n)<attachment name="[^"\n]*">\n/);
  if (start < 0 || !prompt.endsWith('\n</attachment>')) return { text: prompt, attachments };
  for (const part of prompt.slice(start).trimStart().split(/(?<=\n<\/attachment>)\n\n(?=<attachment name=")/)) {
    const [, name, text] = /^<attachment name="([^"\n]*)">\n([\s\S]*)\n<\/attachment>$/.exec(part) ?? [];
    if (name === undefined || text === undefined) return { text: prompt, attachments: [] };
    attachments.push({ kind: 'text', name, text });
  }
  return { text: prompt.slice(0, start), attachments };
}
