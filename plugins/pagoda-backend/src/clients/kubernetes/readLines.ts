/**
 * The lines of a stream of UTF-8, without their ends; the last one also where it has no end. Memory is bounded by the
 * longest line.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (;;) {
      const newline = text.indexOf('\n', from);
      if (newline < 0) {
        break;
      }
      parts.push(text.slice(from, newline));
      yield parts.join('').replace(/\r$/, '');
      parts = [];
      from = newline + 1;
    }
    if (from < text.length) {
      parts.push(text.slice(from));
    }
  }
  const rest = parts.join('') + decoder.decode();
  if (rest) {
    yield rest;
  }
}
