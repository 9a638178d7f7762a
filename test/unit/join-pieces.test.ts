import { expect, test } from "vitest";
import { planStep } from "../../src/lib/export/alignment.ts";
import { joinPieces, openHeld, toStretch } from "../../src/lib/export/held.ts";
import type { Page } from "../../src/lib/spotify/pages.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { range } from "../export/memory-spotify.ts";

/** What is held of `length` entries in a part that gives 64 at a time and counts its readings and what they give. */
async function hold(length: number) {
  const part = createMemoryPart<number>();
  await part.append(range(0, length), 0);
  const counts = { readings: 0, texts: 0, open: 0 };
  async function* readTexts() {
    counts.readings += 1;
    counts.open += 1;
    try {
      const texts = (await Array.fromAsync(part.readTexts())).flat();
      for (let place = 0; place < length; place += 64) {
        const chunk = texts.slice(place, place + 64);
        counts.texts += chunk.length;
        yield chunk;
      }
    } finally {
      counts.open -= 1;
    }
  }
  return { held: await openHeld({ ...part, readTexts }, String), counts };
}

async function join(
  held: Awaited<ReturnType<typeof hold>>["held"],
  read: readonly Page<number>[],
  total: number,
) {
  const stretches = read.map((page) => toStretch(page, String));
  const step = planStep(held, stretches, { total, pageSize: 50 });
  const pieces = "pieces" in step ? step.pieces : [];
  const pages = await Array.fromAsync(joinPieces(pieces, { held, read, total }));
  return pages.flatMap(({ offset, items }) => items.map((item, index) => [offset + index, item]));
}

test("13 removals are joined in one passage through what is held", async () => {
  const { held, counts } = await hold(12_900);
  const live = range(0, 12_900).filter((number) => number % 1_000 !== 500);
  const total = live.length;
  const read = range(0, 13).map((thousand) => {
    const offset = thousand * 999 + 480;
    return { offset, total, items: live.slice(offset, offset + 50) };
  });
  expect(await join(held, read, total)).toEqual([...live.entries()]);
  expect(counts).toEqual({ readings: 1, texts: 12_900, open: 0 });
});

test("pieces that changed places are joined as well", async () => {
  const { held, counts } = await hold(1_000);
  const live = [...range(600, 800), ...range(0, 600), ...range(800, 1_000)];
  const read = [0, 175, 775].map((offset) => ({
    offset,
    total: 1_000,
    items: live.slice(offset, offset + 50),
  }));
  expect(await join(held, read, 1_000)).toEqual([...live.entries()]);
  expect(counts).toMatchObject({ readings: 2, open: 0 });
});

test("who stops in the middle leaves no reading open", async () => {
  const { held, counts } = await hold(1_000);
  const piece = { from: "held", start: 10, offset: 10, length: 900 } as const;
  for await (const page of joinPieces([piece], { held, read: [], total: 910 })) {
    expect(page).toMatchObject({ offset: 10, items: range(10, 64) });
    break;
  }
  expect(counts.open).toBe(0);
});
