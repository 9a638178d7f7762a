import { describe, expect, test } from "vitest";
import { renderDiffCsv } from "../../src/cli/diff-csv.ts";
import { toDiffDocument } from "../../src/cli/diff-document.ts";
import { formatDiff } from "../../src/cli/format-diff.ts";
import type { ListChanges } from "../../src/lib/diff/compare-lists.ts";
import type { SnapshotDifference } from "../../src/lib/diff/diff-snapshots.ts";
import type { ListDifference } from "../../src/lib/diff/list-difference.ts";
import type { Entry, Known } from "../../src/lib/snapshot/entry.ts";
import type { PlaylistFacts } from "../../src/lib/snapshot/lists.ts";
import { parseCsv } from "../export/parse-csv.ts";

const before = "2026-11-15T02-30-00Z";
const after = "2026-11-22T02-30-00Z";

const none: ListChanges = { added: [], removed: [], moved: [], vanished: [], dropped: [], returned: [] };

function know(name: string, given: Partial<Known> = {}): Known {
  const uri = `spotify:track:${name}`;
  return { uri, name, artists: ["Ann", "Bob"], album: "", isrc: "", lastSeen: before, ...given };
}

function play(name: string, given: Partial<Entry> = {}): Entry {
  const { lastSeen: _, ...words } = know(name);
  const entry = { addedAt: "2020-01-01T00:00:00Z", addedBy: "me", status: "available" } as const;
  return { ...entry, uri: words.uri, words, known: [], ...given };
}

const gone: Partial<Entry> = { status: "unavailable", uri: "", words: undefined };

const facts: PlaylistFacts = {
  id: "1",
  name: "Road Trip",
  description: "",
  ownerId: "me",
  ownerName: "Me",
  isPublic: "true",
  isCollaborative: false,
  version: "v",
};

function list(given: Partial<ListDifference>): ListDifference {
  const playlist = given.collection === undefined ? { before: facts, after: facts } : undefined;
  return { type: "both", collection: "items", playlist, edits: [], changes: none, missingIn: [], ...given };
}

function differ(
  lists: readonly ListDifference[],
  given: Partial<SnapshotDifference> = {},
): SnapshotDifference {
  return { kind: "playlists", before, after, counts: {}, isOfPlaylist: false, lists, ...given };
}

function format(difference: SnapshotDifference): readonly string[] {
  return formatDiff(difference, (_, text) => text).split("\n");
}

function formatChanges(changes: Partial<ListChanges>): readonly string[] {
  return format(differ([list({ changes: { ...none, ...changes } })])).slice(3);
}

describe("the summary", () => {
  test("names what Spotify took apart from what the user removed, and leaves out what did not happen", () => {
    const counts = {
      items: { added: 1_400, removed: 3, moved: 1, vanished: 2, dropped: 1, returned: 1 },
      playlists: { added: 1, removed: 0, edited: 2 },
    };
    expect(format(differ([], { counts }))).toEqual([
      `playlists ${before} → ${after}: 1 playlist added, 2 with other details; 1,400 entries added, 3 removed, 1 moved, 2 taken down, 1 dropped by Spotify, 1 back`,
    ]);
  });

  test("counts sections of the library by their names", () => {
    const counts = {
      tracks: { added: 1, removed: 0, vanished: 0, dropped: 0, returned: 0 },
      albums: { added: 0, removed: 2, vanished: 0, dropped: 0, returned: 0 },
    };
    expect(format(differ([], { kind: "library", counts }))).toEqual([
      `library ${before} → ${after}: 1 liked song added; 2 albums removed`,
    ]);
  });

  test("says that there is no difference only where everything could be compared", () => {
    expect(format(differ([]))).toEqual([`playlists ${before} → ${after}: no difference`]);
    const [summary] = format(differ([list({ type: "unknown", missingIn: ["before"] })]));
    expect(summary).toBe(`playlists ${before} → ${after}: no difference in what can be compared`);
  });
});

describe("the changes of a playlist", () => {
  test("stand below its name, each with a sign", () => {
    const changes = {
      added: [{ position: 1_300, entry: play("New") }],
      removed: [{ position: 5, entry: play("Old") }],
      moved: [{ position: 40, from: 2, entry: play("Hit") }],
      vanished: [{ position: 7, entry: play("Lost", { ...gone, known: [know("Lost")] }) }],
      dropped: [{ position: 8, entry: play("Taken") }],
      returned: [{ position: 9, entry: play("Here") }],
    };
    expect(format(differ([list({ changes })])).slice(1)).toEqual([
      "",
      "Road Trip",
      "  - 5  Old — Ann, Bob",
      `  x 8  Taken — Ann, Bob (dropped by Spotify; last seen in ${before})`,
      "  + 1,300  New — Ann, Bob",
      "  > 2 → 40  Hit — Ann, Bob",
      `  ! 7  Lost — Ann, Bob (taken down by Spotify; last seen in ${before})`,
      "  * 9  Here — Ann, Bob (back)",
    ]);
  });

  test("join moves of neighbours that stayed together", () => {
    const moved = [
      ...[2, 3, 4].map((from) => ({ from, position: from + 38, entry: play(`Song ${from}`) })),
      { from: 9, position: 43, entry: play("Song 9") },
      { from: 10, position: 45, entry: play("Song 10") },
    ];
    expect(formatChanges({ moved })).toEqual([
      "  > 2–4 → 40–42  (3 entries) Song 2 — Ann, Bob … Song 4 — Ann, Bob",
      "  > 9 → 43  Song 9 — Ann, Bob",
      "  > 10 → 45  Song 10 — Ann, Bob",
    ]);
  });

  test("name an entry that is not known by what it can be", () => {
    const added = [
      { position: 1, entry: play("", gone) },
      { position: 2, entry: play("", { ...gone, uri: "spotify:track:x" }) },
      { position: 3, entry: play("", { ...gone, known: [know("A"), know("B", { artists: [] })] }) },
    ];
    expect(formatChanges({ added })).toEqual([
      "  + 1  an unknown item",
      "  + 2  an unknown item, spotify:track:x",
      "  + 3  one of: A — Ann, Bob; B",
    ]);
  });

  test("tell of an added entry that Spotify had dropped it, and count it once", () => {
    const back = { position: 1, entry: play("Back") };
    expect(formatChanges({ added: [back], returned: [back] })).toEqual([
      "  + 1  Back — Ann, Bob (Spotify had dropped it)",
    ]);
  });

  test("cannot send commands to the terminal", () => {
    const name = "\u001b[31mred\nline";
    const changes = { ...none, added: [{ position: 1, entry: play(name) }] };
    const playlist = { before: facts, after: { ...facts, name } };
    const text = format(differ([list({ playlist, edits: ["name"], changes })])).slice(1);
    expect(text).toEqual([
      "",
      " [31mred line",
      '  = renamed from "Road Trip" to " [31mred⏎line"',
      "  + 1   [31mred line — Ann, Bob",
    ]);
  });
});

describe("playlists", () => {
  test("that came or went stand before the changed ones, with how much is in them", () => {
    const added = [1, 2].map((position) => ({ position, entry: play(`Song ${position}`) }));
    const lists = [
      list({ changes: { ...none, added } }),
      list({ type: "removed", playlist: { before: facts }, changes: { ...none, removed: added.slice(1) } }),
      list({ type: "added", playlist: { after: facts }, changes: { ...none, added } }),
      list({ type: "added", playlist: { after: { ...facts, name: "" } }, missingIn: ["after"] }),
    ];
    expect(format(differ(lists)).slice(1)).toEqual([
      "",
      "+ Road Trip (2 entries)",
      `+ 1 (contents are not in ${after})`,
      "- Road Trip (1 entry)",
      "",
      "Road Trip",
      "  + 1  Song 1 — Ann, Bob",
      "  + 2  Song 2 — Ann, Bob",
    ]);
  });

  test("are told with all that was edited", () => {
    const edited = {
      name: "Tour",
      description: "Loud",
      ownerId: "you",
      ownerName: "",
      isPublic: "false",
      isCollaborative: true,
    };
    const edits = ["name", "description", "ownerId", "isPublic", "isCollaborative"] as const;
    const playlist = { before: facts, after: { ...facts, ...edited } };
    expect(format(differ([list({ playlist, edits })])).slice(2)).toEqual([
      "Tour",
      '  = renamed from "Road Trip" to "Tour"',
      '  = described as "Loud", before as ""',
      '  = owned by "you", before by "Me"',
      "  = made private",
      "  = made collaborative",
    ]);
  });

  test("show a line break in a description, which alone may be what is different", () => {
    const playlist = {
      before: { ...facts, description: "One\ntwo" },
      after: { ...facts, description: "One two" },
    };
    expect(format(differ([list({ playlist, edits: ["description"] })])).slice(3)).toEqual([
      '  = described as "One two", before as "One⏎two"',
    ]);
  });

  test("without contents on one side are named, those on neither side counted", () => {
    const lists = [
      list({ type: "unknown", missingIn: ["before"] }),
      ...[1, 2].map(() => list({ type: "unknown", missingIn: ["before", "after"] })),
    ];
    expect(format(differ(lists)).slice(1)).toEqual([
      "",
      "Road Trip",
      `  ? contents are not in ${before}, so not compared`,
      "",
      "Not compared: 2 playlists of which neither snapshot has the contents.",
    ]);
  });
});

test("a section of the library that is not complete is not compared, and told", () => {
  const lists = [
    list({ collection: "albums", changes: { ...none, removed: [{ position: 2, entry: play("Album") }] } }),
    list({ type: "unknown", collection: "tracks", missingIn: ["after"] }),
  ];
  expect(format(differ(lists, { kind: "library" })).slice(1)).toEqual([
    "",
    "Saved albums",
    "  - 2  Album — Ann, Bob",
    "",
    "Liked songs",
    `  ? not complete in ${after}, so not compared`,
  ]);
});

test("what stands out is marked by its kind", () => {
  const changes = { ...none, added: [{ position: 1, entry: play("New") }] };
  const text = formatDiff(differ([list({ changes })]), (emphasis, part) => `<${emphasis}>${part}</>`);
  expect(text.split("\n").slice(2)).toEqual(["<bold>Road Trip</>", "  <green>+ 1  New — Ann, Bob</>"]);
});

describe("the document", () => {
  test("holds the words of entries, and for those that are gone when Spotify last told them", () => {
    const vanished = [{ position: 7, entry: play("", { ...gone, known: [know("A"), know("B")] }) }];
    const document = toDiffDocument(differ([list({ changes: { ...none, vanished } })]));
    expect(document).toEqual({
      kind: "playlists",
      before,
      after,
      counts: {},
      playlists: [
        {
          ...{ id: "1", name: "Road Trip", change: "changed", edits: {} },
          ...none,
          vanished: [
            {
              ...{ position: 7, uri: "", name: "", artists: [], album: "", isrc: "" },
              ...{ addedAt: "2020-01-01T00:00:00Z", known: [know("A"), know("B")], lastSeen: before },
            },
          ],
        },
      ],
    });
  });

  test("holds edits as pairs, and sections of the library by their names", () => {
    const playlist = { before: facts, after: { ...facts, isPublic: "", name: "Tour" } };
    expect(toDiffDocument(differ([list({ playlist, edits: ["name", "isPublic"] })]))).toMatchObject({
      playlists: [{ name: "Tour", edits: { name: ["Road Trip", "Tour"], isPublic: [true, null] } }],
    });
    const lists = [list({ type: "unknown", collection: "shows", missingIn: ["after"] })];
    expect(toDiffDocument(differ(lists, { kind: "library" }))).toMatchObject({
      library: { shows: { change: "unknown", missingIn: [after], added: [] } },
    });
  });
});

describe("what is told of many alike", () => {
  const removed = { ...none, removed: [{ position: 1, entry: play("Hit") }] };
  const gone = list({ type: "removed", playlist: { before: facts }, changes: removed });

  test("the entries of a playlist that is gone are listed where it was asked for", () => {
    expect(format(differ([gone]))).toContain("- Road Trip (1 entry)");
    expect(format(differ([gone])).join()).not.toContain("Hit");
    expect(format(differ([gone], { isOfPlaylist: true })).slice(-2)).toEqual([
      "- Road Trip (1 entry)",
      "  - 1  Hit — Ann, Bob",
    ]);
  });

  test("playlists that one of the snapshots need not list are counted", () => {
    const unlisted = list({ type: "unlisted", playlist: { before: facts }, missingIn: ["after"] });
    expect(format(differ([unlisted, unlisted])).at(-1)).toBe(
      `Not compared: 2 playlists not in ${after}, which does not list all: other ones were chosen, or the list failed.`,
    );
  });
});

describe("the table", () => {
  test("has a row for each change", async () => {
    const changes = {
      ...none,
      moved: [{ position: 40, from: 2, entry: play("=Hit") }],
      dropped: [{ position: 8, entry: play("Taken") }],
      vanished: [{ position: 9, entry: play("", { ...gone, known: [know("A"), know("B")] }) }],
    };
    const playlist = { before: facts, after: { ...facts, isPublic: "false" } };
    const lists = [
      list({ playlist, edits: ["isPublic"], changes }),
      list({ type: "unknown", collection: "shows", missingIn: ["after"] }),
    ];

    const csv = await renderDiffCsv([differ(lists)]);

    expect(csv.startsWith("\uFEFFChange,Section,Playlist Name,Playlist URI,Position,")).toBe(true);
    const rows = parseCsv(csv).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([, cell]) => cell)),
    );
    const ofPlaylist = { "Playlist Name": "Road Trip", "Playlist URI": "spotify:playlist:1" };
    const added = { "Added At": "2020-01-01T00:00:00Z" };
    const words = (name: string) => ({
      ...{ "Track URI": `spotify:track:${name}`, "Artist Name(s)": "Ann;Bob", ...added },
    });
    const compared = { "Former Snapshot": before, "Latter Snapshot": after };
    const expected = [
      { Change: "publicity changed", Section: "playlists", ...ofPlaylist, Before: "true", After: "false" },
      {
        ...{ Change: "moved", Section: "items", ...ofPlaylist, ...words("=Hit"), "Track Name": "'=Hit" },
        ...{ Position: "40", "Previous Position": "2" },
      },
      {
        ...{ Change: "vanished", Section: "items", ...ofPlaylist, ...added, Position: "9" },
        "Last Seen": before,
      },
      {
        ...{ Change: "dropped", Section: "items", ...ofPlaylist, ...words("Taken"), "Track Name": "Taken" },
        ...{ "Previous Position": "8", "Last Seen": before },
      },
      { Change: "not compared", Section: "shows" },
    ];
    expect(rows).toEqual(expected.map((row) => ({ ...row, ...compared })));
  });
});
