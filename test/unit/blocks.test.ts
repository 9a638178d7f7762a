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

async function* toAsync(chunks: readonly string[]): AsyncGenerator<string, void> {
  yield* chunks;
}
