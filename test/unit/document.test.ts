import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderArray, renderObject, renderTexts } from "../../src/lib/render/json.ts";
import { type Piece, readDocument } from "../../src/lib/snapshot/document.ts";

async function* toBytes(text: string, chunkBytes: number): AsyncGenerator<Uint8Array, void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
  }
}

function read(text: string, chunkBytes = 7): Promise<readonly Piece[]> {
  return Array.fromAsync(readDocument(toBytes(text, chunkBytes), "the.json"));
}

async function* inBatches<Thing>(things: readonly Thing[]): AsyncGenerator<readonly Thing[], void> {
  for (let start = 0; start < things.length; start += 2) {
    yield things.slice(start, start + 2);
  }
}

test("bytes that are no UTF-8 are damage, and no character that stands for it", async () => {
  const bytes = Buffer.from('{\n"a": "\uFFFD",\n"b": "?"\n}');
  const readBytes = (chunk: Uint8Array) =>
    Array.fromAsync(
      readDocument(
        (async function* () {
          yield chunk;
        })(),
        "the.json",
      ),
    );
  expect(await readBytes(bytes)).toHaveLength(4);
  bytes[bytes.indexOf("?")] = 0xff;
  await expect(readBytes(bytes)).rejects.toThrow(/^the\.json is damaged/);
});

test("a document is told piece by piece, each with the place where it stands", async () => {
  const text = `{
"format": "x",
"account": {"id":"me"},
"empty": [],
"lists": {
"short": [
{"a":1},
null
]
},
"playlists": [
{
"id": "p",
"items": [
{"b":"}"},
"],"
]
}
]
}`;
  const pieces = await read(text, 1_000);
  expect(pieces).toEqual([
    { type: "begin", at: [] },
    { type: "field", at: [], key: "format", value: "x" },
    { type: "field", at: [], key: "account", value: { id: "me" } },
    { type: "field", at: [], key: "empty", value: [] },
    { type: "begin", at: ["lists"] },
    { type: "begin", at: ["lists", "short"] },
    { type: "elements", at: ["lists", "short"], offset: 0, values: [{ a: 1 }, null] },
    { type: "end", at: ["lists", "short"] },
    { type: "end", at: ["lists"] },
    { type: "begin", at: ["playlists"] },
    { type: "begin", at: ["playlists", 0] },
    { type: "field", at: ["playlists", 0], key: "id", value: "p" },
    { type: "begin", at: ["playlists", 0, "items"] },
    { type: "elements", at: ["playlists", 0, "items"], offset: 0, values: [{ b: "}" }, "],"] },
    { type: "end", at: ["playlists", 0, "items"] },
    { type: "end", at: ["playlists", 0] },
    { type: "end", at: ["playlists"] },
    { type: "end", at: [] },
  ]);
});

test("whatever is rendered is read again, wherever the bytes are cut", async () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  // Read as a field, a value that is an object or an array of its own is one too.
  const fields = fc.dictionary(fc.string({ unit: "binary" }), value, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(fields, fc.array(value), fc.integer({ min: 1, max: 40 }), async (one, list, cut) => {
      const texts = list.map((element) => JSON.stringify(element));
      async function* objects() {
        yield renderObject({ ...one, last: null });
      }
      const text = (
        await Array.fromAsync(
          renderObject({
            ...one,
            "some texts": renderTexts(inBatches(texts)),
            objects: renderArray(objects()),
          }),
        )
      ).join("");
      const whole: unknown = JSON.parse(text);
      const pieces = await read(text, cut);
      expect(toValue(pieces)).toEqual(whole);
    }),
  );
});

/** The value that pieces make. */
function toValue(pieces: readonly Piece[]): unknown {
  const stack: (Record<string, unknown> | unknown[])[] = [];
  let made: unknown;
  const put = (at: readonly (string | number)[], value: unknown) => {
    const parent = stack.at(-1);
    if (parent === undefined) {
      made = value;
    } else if (Array.isArray(parent)) {
      parent.push(value);
    } else {
      Object.defineProperty(parent, String(at.at(-1)), { value, enumerable: true, configurable: true });
    }
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.type === "begin") {
      const next = pieces[index + 1];
      const isArray =
        next?.type === "elements" || (next?.type === "begin" && typeof next.at.at(-1) === "number");
      const child = isArray ? [] : {};
      put(piece.at, child);
      stack.push(child);
    } else if (piece.type === "end") {
      stack.pop();
    } else if (piece.type === "field") {
      put([...piece.at, piece.key], piece.value);
    } else if (piece.type === "elements") {
      for (const value of piece.values) {
        put([...piece.at, 0], value);
      }
    }
  }
  return made;
}

describe("is refused with the line", () => {
  test.each([
    ["nothing", "", 1],
    ["what is cut off", '{\n"a": 1', 2],
    ["what is cut off in an element", '{\n"a": [\n{"b"', 3],
    ["a missing comma", '{\n"a": 1\n"b": 2\n}', 3],
    ["a comma too many", '{\n"a": 1,\n}', 3],
    ["a comma after the end", '{\n"a": 1\n},', 3],
    ["the wrong bracket", '{\n"a": [\n1\n}\n}', 4],
    ["more than one document", '{\n"a": 1\n}\n{\n}', 4],
    ["an element without a list", '{\n{"a":1}\n}', 2],
    ["no JSON", '{\n"a": tru\n}', 2],
    ["another layout", '{"a": 1}', 1],
  ])("%s", async (_, text, line) => {
    await expect(read(text)).rejects.toThrow(`the.json is damaged at line ${line}: `);
  });
});
