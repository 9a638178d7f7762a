import fc from "fast-check";
import { expect, test } from "vitest";
import { toBlocks } from "../../src/lib/archive/blocks.ts";

const chunksOfText = fc.array(fc.string({ unit: fc.constantFrom("a", "ß", "横", "\uD83C", "\uDFB5", "🎵") }));

test("blocks put together are the text in UTF-8, wherever it was cut, and none is too large", async () => {
  await fc.assert(
    fc.asyncProperty(chunksOfText, fc.integer({ min: 4, max: 20 }), async (chunks, blockBytes) => {
      const blocks: Buffer[] = [];
      for await (const block of toBlocks(toAsync(chunks), blockBytes)) {
        expect(block.byteLength).toBeGreaterThan(0);
        expect(block.byteLength).toBeLessThanOrEqual(blockBytes);
        blocks.push(Buffer.from(block));
      }
      expect(Buffer.concat(blocks).toString()).toBe(Buffer.from(chunks.join("")).toString());
    }),
  );
});

test("bytes among the text come out as they are", async () => {
  const pieces = fc.array(
    fc.oneof(fc.string({ unit: fc.constantFrom("a", "ß", "🎵") }), fc.uint8Array({ maxLength: 60 })),
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 4, max: 20 }), async (chunks, blockBytes) => {
      const blocks: Buffer[] = [];
      for await (const block of toBlocks(toAsync(chunks), blockBytes)) {
        expect(block.byteLength).toBeLessThanOrEqual(blockBytes);
        blocks.push(Buffer.from(block));
      }
      expect(Buffer.concat(blocks)).toEqual(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))));
    }),
  );
});

async function* toAsync<Chunk>(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void> {
  yield* chunks;
}
