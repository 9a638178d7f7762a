import type { Content } from "./archive.ts";

const highSurrogateAtEnd = /[\uD800-\uDBFF]$/;

/**
 * Encodes text as UTF-8 and joins it, and bytes as they are, into blocks of at most `blockBytes`. One block is in memory at a time,
 * and it is overwritten when the next is asked for. A character that was cut in two between chunks is made whole again.
 */
export async function* toBlocks(content: Content, blockBytes: number): AsyncGenerator<Uint8Array, void> {
  const block = new Uint8Array(blockBytes);
  let filled = 0;
  for await (let rest of wholeCharacters(content)) {
    while (rest.length > 0) {
      const { read, written } = fill(block.subarray(filled), rest);
      filled += written;
      rest = rest.slice(read);
      if (rest.length > 0) {
        yield block.subarray(0, filled);
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield block.subarray(0, filled);
  }
}

const encoder = new TextEncoder();

/** Puts as much into the room as fits: whole characters of a text. */
function fill(room: Uint8Array, piece: string | Uint8Array): { read: number; written: number } {
  if (typeof piece === "string") {
    return encoder.encodeInto(piece, room);
  }
  const part = piece.subarray(0, room.byteLength);
  room.set(part);
  return { read: part.byteLength, written: part.byteLength };
}

async function* wholeCharacters(content: Content): AsyncGenerator<string | Uint8Array, void> {
  let half = "";
  for await (const chunk of content) {
    if (typeof chunk !== "string") {
      yield half;
      half = "";
      yield chunk;
      continue;
    }
    const text = half + chunk;
    half = highSurrogateAtEnd.exec(text)?.[0] ?? "";
    yield text.slice(0, text.length - half.length);
  }
  yield half;
}
