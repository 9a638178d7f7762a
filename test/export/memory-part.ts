import type { Part } from "../../src/lib/part.ts";

/** A part in memory, for tests that make thousands of them. */
export function createMemoryPart<Entry>(): Part<Entry> {
  const texts: string[] = [];
  const appendTexts = async (added: readonly string[], offset: number) => {
    for (const [index, text] of added.entries()) {
      texts[offset + index] = text;
    }
  };
  return {
    clear: async () => {
      texts.length = 0;
    },
    append: (entries, offset) =>
      appendTexts(
        entries.map((entry) => JSON.stringify(entry)),
        offset,
      ),
    appendTexts,
    async *read() {
      yield texts.map((text) => JSON.parse(text) as Entry);
    },
    async *readTexts() {
      yield texts;
    },
  };
}
