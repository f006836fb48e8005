/** A frame of 32 KB is the most that API Gateway takes, and a browser sends a message as one frame. */
export const MOST_IN_MESSAGE = 28 * 1024;

const BYTES_IN_PART = 24 * 1024;

/** Bytes of a text within JSON. */
export function jsonBytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += bytesOf(text.charCodeAt(i));
  return bytes;
}

/** Cuts a text into parts that fit a message each, never through a character. */
export function partsOf(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const size = bytesOf(text.charCodeAt(i));
    if (bytes + size > BYTES_IN_PART && !isLow(text.charCodeAt(i))) {
      parts.push(text.slice(start, i));
      start = i;
      bytes = 0;
    }
    bytes += size;
  }
  parts.push(text.slice(start));
  return parts;
}

const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

function bytesOf(code: number): number {
  if (code < 0x20) return 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  // Half a character alone is escaped.
  return code >= 0xd800 && code <= 0xdfff ? 6 : 3;
}
