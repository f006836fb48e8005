/** The data of each server-sent event of a body, as it arrives. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let line = '';
  let data: string[] = [];
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) break;
      line += decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = line.indexOf('\n'); end >= 0; end = line.indexOf('\n', start)) {
        const text = line.slice(start, line[end - 1] === '\r' ? end - 1 : end);
        start = end + 1;
        if (text.startsWith('data:')) data.push(text.slice(text[5] === ' ' ? 6 : 5));
        else if (text === '' && data.length > 0) {
          yield data.join('\n');
          data = [];
        }
      }
      line = line.slice(start);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
