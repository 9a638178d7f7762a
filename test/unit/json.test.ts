import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonPieces, renderArray, renderObject, renderTexts } from "../../src/lib/render/json.ts";

async function* toAsync<Item>(items: readonly Item[]): AsyncGenerator<Item, void> {
  yield* items;
}

async function toText(pieces: JsonPieces): Promise<string> {
  return (await Array.fromAsync(pieces)).join("");
}

describe("an object", () => {
  test("has a field a line, in the order given, pieces as they come", async () => {
    const fields = {
      format: "spotify-exporter/1",
      account: { id: "me", display_name: null },
      tracks: renderTexts(toAsync([['{"a":1}'], ['{"b":2}', "null"]])),
      'with "quotes"': true,
    };
    expect(await toText(renderObject(fields))).toBe(
      `{
"format": "spotify-exporter/1",
"account": {"id":"me","display_name":null},
"tracks": [
{"a":1},
{"b":2},
null
],
"with \\"quotes\\"": true
}`,
    );
  });

  test("leaves out what is undefined, and keeps null", async () => {
    expect(await toText(renderObject({ a: undefined, b: null, c: undefined }))).toBe('{\n"b": null\n}');
  });

  test("may be empty", async () => {
    expect(await toText(renderObject({}))).toBe("{}");
    expect(await toText(renderObject({ a: undefined }))).toBe("{}");
  });
});

describe("an array", () => {
  test("of texts may be empty, and its batches, too", async () => {
    expect(await toText(renderTexts(toAsync([])))).toBe("[]");
    expect(await toText(renderTexts(toAsync([[], []])))).toBe("[]");
    expect(await toText(renderTexts(toAsync([[], ["1"], [], ["2", "3"], []])))).toBe("[\n1,\n2,\n3\n]");
  });

  test("of pieces holds each as it comes", async () => {
    expect(await toText(renderArray(toAsync([])))).toBe("[]");
    const elements = [
      renderObject({ name: "one", items: renderTexts(toAsync([["1", "2"]])) }),
      renderObject({ name: "two", items: null }),
    ];
    expect(await toText(renderArray(toAsync(elements)))).toBe(
      `[
{
"name": "one",
"items": [
1,
2
]
},
{
"name": "two",
"items": null
}
]`,
    );
  });
});

test("what is rendered parses back to the same document, its keys in the same order", async () => {
  const key = fc.string().filter((name) => name !== "__proto__");
  const list = fc.record({ id: key, items: fc.array(fc.array(fc.jsonValue())) });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, fc.jsonValue()), fc.array(list), async (header, lists) => {
      const playlists = lists.map(({ id, items }) =>
        renderObject({
          id,
          items: renderTexts(toAsync(items.map((batch) => batch.map((entry) => JSON.stringify(entry))))),
        }),
      );
      const text = await toText(renderObject({ ...header, playlists: renderArray(toAsync(playlists)) }));
      const expected = { ...header, playlists: lists.map(({ id, items }) => ({ id, items: items.flat() })) };
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(expected));
    }),
  );
});
