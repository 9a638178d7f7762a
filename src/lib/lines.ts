/**
 * Splits text into lines, some at a time. Only line feeds end a line: titles may hold other line separators, which JSON does
 * not escape. Text after the last line feed is no line: whoever wrote it was cut off.
 */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[], void> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) {
      yield lines;
    }
  }
}

/** Decodes UTF-8 in chunks; a character that is cut in two between them is made whole again. */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}
