const highSurrogateAtEnd = /[\uD800-\uDBFF]$/;

/**
 * Encodes text as UTF-8 and joins it into blocks of at most `blockBytes`. One block is in memory at a time, and it is
 * overwritten when the next is asked for. A character that was cut in two between chunks is made whole again.
 */
export async function* toBlocks(
  content: AsyncIterable<string>,
  blockBytes: number,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  const block = new Uint8Array(blockBytes);
  let filled = 0;
  for await (let text of wholeCharacters(content)) {
    while (text !== "") {
      const { read, written } = encoder.encodeInto(text, block.subarray(filled));
      filled += written;
      text = text.slice(read);
      if (text !== "") {
        yield block.subarray(0, filled);
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield block.subarray(0, filled);
  }
}

async function* wholeCharacters(content: AsyncIterable<string>): AsyncGenerator<string, void> {
  let half = "";
  for await (const chunk of content) {
    const text = half + chunk;
    half = highSurrogateAtEnd.exec(text)?.[0] ?? "";
    yield text.slice(0, text.length - half.length);
  }
  yield half;
}
