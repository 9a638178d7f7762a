const lineFeed = 0x0a;

/** Reads a stream in portions of one's own choice. */
interface ByteReader {
  /** The next `length` bytes, or as many as there are. */
  take(length: number): Promise<Buffer>;
  /** What comes up to the next line feed and with it, but at most `most` bytes. */
  takeLine(most: number): Promise<Buffer>;
  close(): Promise<void>;
}

export function createByteReader(content: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = content[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function take(length: number): Promise<Buffer> {
    await fill(length);
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  }

  async function fill(length: number): Promise<void> {
    const pieces = [rest];
    let bytes = rest.length;
    while (bytes < length) {
      const next = await chunks.next();
      if (next.done) {
        break;
      }
      pieces.push(Buffer.from(next.value));
      bytes += next.value.byteLength;
    }
    rest = pieces.length === 1 ? rest : Buffer.concat(pieces);
  }

  return {
    take,
    async takeLine(most) {
      await fill(most);
      const end = rest.indexOf(lineFeed);
      return take(end === -1 ? most : Math.min(end + 1, most));
    },
    close: async () => void (await chunks.return?.()),
  };
}
