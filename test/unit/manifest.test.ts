import { describe, expect, test } from "vitest";
import { type Manifest, parseManifest } from "../../src/lib/archive/manifest.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { makeManifest } from "../manifest.ts";

const name = "library/2026-11-22T02-00-00Z/manifest.json";

function messageOf(text: string): string {
  try {
    parseManifest(text, name);
  } catch (error) {
    if (error instanceof ArchiveError) {
      return error.message;
    }
    throw error;
  }
  throw new Error("it should have been refused");
}

describe("a manifest is read as it was written", () => {
  test.each<[string, Partial<Manifest>]>([
    ["complete", {}],
    ["of an account without a name", { account: { id: "me", display_name: null } }],
    [
      "partial, with what is missing",
      {
        status: "partial",
        sections: {
          tracks: { total: null, exported: 0, unavailable: null, nulls: 0, problem: "502 Bad Gateway" },
          playlists: { total: 5, exported: 3, unavailable: 1, nulls: 0, excluded: 1 },
          items: { total: 90, exported: 90, unavailable: 0, nulls: 2, uncounted: 1 },
        },
        unavailable: [{ id: null, name: null, cause: "refused", reason: "not for you" }],
      },
    ],
    ["with fields of a later time", { note: "later", requests: { ...makeManifest().requests, waves: 3 } }],
  ])("%s", (_, given) => {
    const manifest = makeManifest(given);
    expect(parseManifest(JSON.stringify(manifest), name)).toEqual(manifest);
  });
});

describe("a manifest is refused by name", () => {
  test.each(["", "{", "not JSON", JSON.stringify(makeManifest()).slice(0, -1)])(
    "where it is damaged: %.20s",
    (text) => {
      expect(messageOf(text)).toBe(`${name} is damaged: it is no JSON. Restore the file from another copy.`);
    },
  );

  test("where its format is a newer one, however it looks inside", () => {
    expect(messageOf('{"format":"spotify-exporter/2"}')).toBe(
      `${name} has the format spotify-exporter/2; this version reads spotify-exporter/1. ` +
        "Use a version of spotify-exporter that knows it.",
    );
  });

  test.each<[string, unknown, string]>([
    ["a list", [], ": Invalid input: expected object, received array"],
    ["a number", 7, ": Invalid input: expected object, received number"],
    ["without a format", { ...makeManifest(), format: undefined }, "format: "],
    ["of no kind we know", { ...makeManifest(), kind: "plays" }, "kind: "],
    ["of no status we know", { ...makeManifest(), status: "half" }, "status: "],
    ["without an end", { ...makeManifest(), finishedAt: "later" }, "finishedAt: "],
    [
      "with a file of half a byte",
      { ...makeManifest(), files: [{ name: "a", bytes: 0.5, sha256: "", rows: 1 }] },
      "files.0.bytes: ",
    ],
    [
      "with fewer entries than none",
      { ...makeManifest(), sections: { tracks: { total: 1, exported: -1, unavailable: 2, nulls: 0 } } },
      "sections.tracks.exported: ",
    ],
  ])("where it is JSON, but %s", (_, document, place) => {
    const message = messageOf(JSON.stringify(document));
    expect(message).toContain(`${name} is no manifest of a snapshot (`);
    expect(message).toContain(place);
  });
});
