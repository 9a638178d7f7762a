import fc from "fast-check";
import { expect, test } from "vitest";
import { readByCursor } from "../../src/lib/spotify/pages.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { failureOf } from "../setup/failure.ts";

const collection = fc.integer({ min: 0, max: 60 }).map((length) => [...Array(length).keys()]);
const pageSizes = fc.infiniteStream(fc.integer({ min: 1, max: 20 }));

test("by cursor everything comes once and in order, however long the pages", async () => {
  await fc.assert(
    fc.asyncProperty(collection, pageSizes, async (entries, sizes) => {
      const pages = readByCursor(async (after) => {
        const start = after === undefined ? 0 : Number(after) + 1;
        const items = entries.slice(start, start + sizes.next().value);
        const end = start + items.length;
        return { total: entries.length, items, after: end < entries.length ? String(end - 1) : null };
      });
      expect((await Array.fromAsync(pages)).flatMap(({ items }) => items)).toEqual(entries);
    }),
  );
});

test.each<[string, readonly string[]]>([
  ["at once", ["a"]],
  ["in a circle", ["a", "b", "c"]],
])("a cursor that comes again %s ends the reading, after the pages that came before", async (_, cursors) => {
  const items: string[] = [];
  let asked = 0;
  const pages = readByCursor(async () => {
    const after = cursors[asked % cursors.length];
    asked += 1;
    return { total: 1_000, items: [`entry ${asked}`], after };
  });

  const error = await failureOf(
    (async () => {
      for await (const page of pages) {
        items.push(...page.items);
      }
    })(),
  );
  expect(error).toBeInstanceOf(SpotifyError);
  expect(error.message).toMatch(/^Spotify sent the same cursor twice/);
  expect(items).toHaveLength(cursors.length + 1);
});

test("a cursor after an empty page is not followed", async () => {
  const pages = readByCursor(async () => ({ total: 5, items: [], after: "again" }));
  expect(await Array.fromAsync(pages)).toHaveLength(1);
});
