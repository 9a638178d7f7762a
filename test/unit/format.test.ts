import { describe, expect, test } from "vitest";
import { formatCount } from "../../src/cli/format-count.ts";
import { formatBytes, formatSnapshot } from "../../src/cli/format-snapshot.ts";
import { formatTable } from "../../src/cli/format-table.ts";
import { makeManifest } from "../manifest.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [12_900, "12,900"],
  [1_000_000, "1,000,000"],
])("%i is counted as %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [1_250, "1.3 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [1_234_567, "1.2 MB"],
  [2_500_000_000, "2500.0 MB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

describe("a table", () => {
  test("has columns as wide as their widest cells, and no blanks at the ends of lines", () => {
    const rows = [
      ["KIND", "ID", "SIZE"],
      ["playlists", "1", "7 B"],
      ["library", "200", ""],
    ];
    expect(formatTable(rows)).toBe("KIND       ID   SIZE\nplaylists  1    7 B\nlibrary    200");
  });

  test("may have no rows, or rows of different lengths", () => {
    expect(formatTable([])).toBe("");
    expect(formatTable([["a"], ["bb", "c"], []])).toBe("a\nbb  c\n");
  });
});

describe("a published snapshot", () => {
  test("says where it lies and what is in it", () => {
    expect(formatSnapshot(makeManifest(), "/backups")).toBe(
      [
        "library: complete, 1,122 requests in 65.3 s",
        "/backups/library/2026-11-22T02-00-00Z",
        "  liked-songs_2026-11-22T02-00-00Z.csv  6,000 rows  1.2 MB",
        "  library_2026-11-22T02-00-00Z.json     7 rows      950 B",
      ].join("\n"),
    );
  });

  test("may have taken a single request, and tells what was spared", () => {
    const requests = { sent: 1, reused: 1_121, retried: 0, throttledMs: 0 };
    expect(formatSnapshot(makeManifest({ requests }), "/backups")).toMatch(
      /^library: complete, 1 request, 1,121 spared\n/,
    );
  });

  test("says what is missing and why, by the best name there is", () => {
    const manifest = makeManifest({
      status: "partial",
      unavailable: [
        { id: "p1", name: "Road trip", cause: "failed", reason: "502 Bad Gateway" },
        { id: "p2", name: null, cause: "refused", reason: "not for you" },
        { id: null, name: null, cause: "refused", reason: "nobody knows" },
      ],
    });
    expect(formatSnapshot(manifest, "/backups").split("\n").slice(-3)).toEqual([
      "  failed: Road trip: 502 Bad Gateway",
      "  refused: p2: not for you",
      "  refused: a playlist: nobody knows",
    ]);
  });
});
