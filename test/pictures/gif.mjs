// node gif.mjs FOLDER OUT: the pictures that FOLDER/frames.json lists, each with its time in ms, as one GIF.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;
// One place of the palette is for pixels that stay as they were: of most frames, nearly all.
const COLOURS = 255;

const [folder, out] = process.argv.slice(2);
const frames = JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8'));
const read = ({ file }) => PNG.sync.read(readFileSync(join(folder, file)));
const last = read(frames.at(-1));
// The last picture has all colours that there are.
const palette = quantize(last.data, COLOURS);
const same = palette.length;

const gif = GIFEncoder();
let shown = null;
for (const frame of frames) {
  const { data, width, height } = read(frame);
  const pixels = applyPalette(data, palette);
  const written = shown === null ? pixels : pixels.map((colour, at) => (colour === shown[at] ? same : colour));
  const colours = shown === null ? { palette: [...palette, [0, 0, 0]] } : {};
  gif.writeFrame(written, width, height, { ...colours, delay: frame.ms, transparent: shown !== null, transparentIndex: same, dispose: 1 });
  shown = pixels;
}
gif.finish();
writeFileSync(out, gif.bytes());
