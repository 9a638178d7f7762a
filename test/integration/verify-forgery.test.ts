import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { renderManifest } from "../../src/lib/archive/manifest-seal.ts";
import { replaceText } from "../export/archive-files.ts";
import type { Forgery } from "../export/forge.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { exportLibrary, findForgery, findProblems, makeTinyLibrary } from "../export/verified.ts";

const id = "2026-11-01T02-00-00Z";

function tellRows({ manifest }: Forgery, rows: Readonly<Record<string, number>>): void {
  manifest.files = manifest.files.map((file) => ({
    ...file,
    rows: rows[file.name.replace(`_${id}`, "")] ?? file.rows,
  }));
}

function setSection({ manifest }: Forgery, name: string, given: Partial<Manifest["sections"][string]>): void {
  const section = manifest.sections[name] ?? { total: 0, exported: 0, unavailable: 0, nulls: 0 };
  manifest.sections = { ...manifest.sections, [name]: { ...section, ...given } };
}

test("who changes all files of the newest snapshot alike, and seals it anew, is not found out", async () => {
  // What stops that is the next snapshot, which notes the hash of this one's manifest.
  expect(
    await findForgery("playlists", ({ edit }) => {
      edit("playlists.json", (json) => json.replace('"name": "Oddities"', '"name": "Rarities"'));
      edit("playlists.csv", (csv) => csv.replace("Oddities", "Rarities"));
      edit("playlist-items.csv", (csv) => csv.replaceAll("Oddities", "Rarities"));
    }),
  ).toEqual([]);
});

test("who changes nothing and seals it anew is not told from the exporter", async () => {
  expect(await findForgery("library", () => undefined)).toEqual([]);
  expect(await findForgery("playlists", () => undefined)).toEqual([]);
});

describe("data that were changed in one file contradict the others, though hashes and seal are right", () => {
  test("a cell of a CSV file", async () => {
    expect(
      await findForgery("library", ({ edit }) => {
        edit("liked-songs.csv", (csv) => csv.replace("2026-10-30T09:00:00Z", "2016-10-30T09:00:00Z"));
      }),
    ).toEqual(["liked-songs.csv: row 4, column Added At, is not what the JSON file has"]);
  });

  test("a cell of a later file is found in the passage through the same JSON file", async () => {
    expect(
      await findForgery("library", ({ edit }) => {
        edit("albums.csv", (csv) => csv.replace("2026-10-30T19", "2016-10-30T19"));
        edit("top-artists.csv", (csv) => csv.replace("medium_term,1,", "medium_term,2,"));
      }),
    ).toEqual([
      "albums.csv: row 2, column Added At, is not what the JSON file has",
      "top-artists.csv: row 3, column Rank, is not what the JSON file has",
    ]);
  });

  test("rows that are gone from a CSV file, or are too many", async () => {
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlist-items.csv", (csv) => csv.slice(0, csv.lastIndexOf("Oddities,")));
        edit("playlists.csv", (csv) => `${csv}Mine,,7,,,,,,,,,,\r\n`);
      }),
    ).toEqual([
      "playlists.csv: has more than the 5 rows that the JSON file has entries for",
      "playlist-items.csv: ends before row 12, although the JSON file has an entry for it",
    ]);
  });

  test("a name in the JSON file", async () => {
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlists.json", (json) => json.replace('"name": "Oddities"', '"name": "Rarities"'));
      }),
    ).toEqual([
      "playlists.csv: row 3, column Playlist Name, is not what the JSON file has",
      "playlist-items.csv: row 7, column Playlist Name, is not what the JSON file has",
    ]);
  });

  test("an entry that was taken out of both, with its row counted out", async () => {
    expect(
      await findForgery("library", (forgery) => {
        forgery.edit("library.json", (json) => json.replace(/"shows": \[\n.*\n\]/, '"shows": []'));
        forgery.edit("shows.csv", (csv) => csv.slice(0, csv.indexOf("\r\n") + 2));
        tellRows(forgery, { "shows.csv": 0, "library.json": 21 });
      }),
    ).toEqual(["manifest.json: counts 1 exported in section shows, and the JSON file holds 0"]);
  });

  test("rows that the manifest counts wrong", async () => {
    expect(
      await findForgery("library", (forgery) => {
        tellRows(forgery, { "shows.csv": 2, "library.json": 23 });
      }),
    ).toEqual([
      "manifest.json: tells of 2 rows in shows.csv, and there are 1 to have",
      "manifest.json: tells of 23 rows in library.json, and there are 22 to have",
    ]);
  });

  test("a column that no file has, or one that is gone", async () => {
    expect(
      await findForgery("library", ({ edit }) => {
        edit("liked-songs.csv", (csv) => csv.replace("Album Name", "Album Nome"));
        edit("artists.csv", (csv) => csv.replace(",Genres", ""));
        edit("top-tracks.csv", (csv) => csv.replace("Rank,", "Rang,"));
        edit("albums.csv", (csv) => csv.slice(1));
      }),
    ).toEqual([
      'liked-songs.csv: has a column "Album Nome", which no file of its kind has',
      "albums.csv: has a header that is not laid out as the exporter lays it out",
      "artists.csv: does not have the columns Artist URI, Artist Name, Genres, Status",
      "top-tracks.csv: does not begin with the columns Time Range, Rank",
    ]);
  });

  test("whose library it is", async () => {
    expect(
      await findForgery("library", ({ edit }) => {
        edit("library.json", (json) => json.replace('"Demo Listener"', '"Another"'));
      }),
    ).toEqual(["library.json: has another account than the manifest"]);
  });

  test.each<[string, (json: string) => string, string]>([
    ["no JSON", (json) => json.slice(0, -2), "library.json: is damaged at line 54"],
    ["a list is gone", (json) => json.replace(/"shows": \[\n.*\n\],\n/, ""), "has no shows"],
    ["a list is there twice", (json) => json.replace('"shows"', '"albums"'), "has albums twice"],
    [
      "there is one more",
      (json) => json.replace('"tracks": [', '"old": [],\n"tracks": ['),
      'has a field "old"',
    ],
    [
      "an entry is another thing",
      (json) => json.replace(/"shows": \[\n.*\n/, '"shows": [\n{"show":7}\n'),
      "shows: entry 1 is not what Spotify sends there: show: Invalid input",
    ],
    [
      "a list is no list",
      (json) => json.replace(/"shows": \[\n.*\n\]/, '"shows": {}'),
      "has something else than a list of entries in the place of shows",
    ],
    [
      "a range of a top list is gone",
      (json) => json.replace(',\n"long_term": []\n', "\n"),
      "topTracks does not have the lists short_term, medium_term, long_term, each once and in this order",
    ],
  ])("a JSON file in which %s", async (_, edit, problem) => {
    const problems = await findForgery("library", (forgery) => forgery.edit("library.json", edit));
    expect(problems.filter((text) => text.startsWith("library.json: ")).join("\n")).toContain(problem);
  });
});

describe("a manifest that contradicts itself or the files", () => {
  test("one that has lost its seal does not pass for an older one", async () => {
    const archive = createMemoryArchive();
    const manifests = await exportLibrary(makeTinyLibrary(), { archive });
    for (const { seal: _, previous: _previous, ...manifest } of manifests) {
      const name = `${manifest.kind}/${manifest.id}/manifest.json`;
      await replaceText(archive, name, renderManifest(manifest));
    }
    const problems = await findProblems(archive);
    expect(problems.filter((problem) => problem.includes('has a column "Status"'))).toHaveLength(9);
  });

  test("a number that no file has", async () => {
    for (const rows of [2 ** 53, 1e300]) {
      const problems = await findForgery("library", (forgery) => tellRows(forgery, { "shows.csv": rows }));
      expect(problems).toEqual([
        expect.stringMatching(/^manifest\.json: is no manifest of a snapshot \(files\.3\.rows: /),
      ]);
    }
  });

  test.each<[string, (forgery: Forgery) => void, readonly string[]]>([
    [
      "counts of a section",
      (forgery) => setSection(forgery, "tracks", { total: 7, exported: 7 }),
      ["counts 7 exported in section tracks, and the JSON file holds 6"],
    ],
    [
      "entries that are missing for no reason",
      (forgery) => setSection(forgery, "tracks", { total: 7, unavailable: 1 }),
      ["counts 7 in section tracks and has 6, and does not say why"],
    ],
    [
      "a sum",
      (forgery) => setSection(forgery, "albums", { total: 9 }),
      ["counts 9 in section albums, of which 2 are accounted for"],
    ],
    [
      "nulls",
      (forgery) => setSection(forgery, "tracks", { nulls: 1 }),
      ["counts 1 nulls in section tracks, and the JSON file holds 0"],
    ],
    [
      "a problem that is not named",
      (forgery) => setSection(forgery, "tracks", { problem: "?" }),
      ["names section tracks among what is unavailable, or its problem, but not both"],
    ],
    [
      "its status",
      ({ manifest }) => {
        manifest.status = "partial";
      },
      ["is partial, although nothing is named as failed"],
    ],
    [
      "a section of no kind",
      (forgery) => setSection(forgery, "songs", {}),
      ["has a section songs, which its kind has not"],
    ],
  ])("%s", async (_, change, problems) => {
    expect(await findForgery("library", change)).toEqual(
      problems.map((problem) => `manifest.json: ${problem}`),
    );
  });

  test("a file that is gone from the folder and the manifest", async () => {
    expect(await findForgery("library", ({ remove }) => remove("albums.csv"))).toEqual([
      "manifest.json: does not name albums.csv",
    ]);
    expect(await findForgery("library", ({ remove }) => remove("library.json"))).toEqual([
      "manifest.json: does not name library.json",
    ]);
  });

  test("a file that lies elsewhere, or is named twice, is not read", async () => {
    expect(
      await findForgery("library", ({ manifest }) => {
        manifest.files.push(
          { name: "../../etc/passwd", bytes: 0, sha256: "", rows: 0 },
          ...manifest.files.slice(0, 1),
        );
      }),
    ).toEqual([
      "manifest.json: names ../../etc/passwd, which is no file of a snapshot of its kind",
      "manifest.json: names liked-songs.csv twice",
    ]);
  });
});

describe("playlists without contents", () => {
  test("must be those that the manifest names", async () => {
    const problems = await findForgery("playlists", ({ manifest }) => {
      manifest.unavailable = manifest.unavailable.filter(({ name }) => name !== "Discover Weekly");
    });
    expect(problems).toEqual([
      expect.stringMatching(/^manifest\.json: does not name just the .*: 37i9dQZ\w+ is not named$/),
      "playlists.csv: row 5, column Unavailable, is not what the JSON file has",
    ]);
  });

  test("cannot be made of one that has contents", async () => {
    const problems = await findForgery("playlists", (forgery) => {
      forgery.edit("playlists.json", (json) => json.replace('"items": []', '"items": null'));
    });
    expect(problems).toEqual([
      expect.stringMatching(/^manifest\.json: does not name just the .* is not named$/),
    ]);
  });

  test("have counts that sum up to the manifest's", async () => {
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlists.csv", (csv) => csv.replace(",30,0,Spotify", ",31,0,Spotify"));
      }),
    ).toEqual(["playlists.csv: counts 44 items and leaves 0 playlists uncounted, the manifest 43 and 0"]);
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlists.csv", (csv) => csv.replace(",30,0,Spotify", ",30.5,0,Spotify"));
      }),
    ).toContainEqual("playlists.csv: row 2, column Total Items, is no count");
  });

  test("keep their places in the user's list", async () => {
    expect(
      await findForgery("playlists", ({ edit }) => {
        edit("playlists.csv", (csv) => csv.replace("NXG,3,", "NXG,2,"));
      }),
    ).toEqual([
      "playlists.csv: row 3, column Position, is no place in the user's list after that of the row before",
    ]);
  });
});

describe("what is remembered", () => {
  const words =
    '"name":"Gone","artists":["A","B"],"album":"Off","isrc":"ZZ1","lastSeen":"2026-10-25T02-00-00Z"';
  const record = `{"position":2,"uri":"spotify:track:gone",${words}}`;
  const oddities = "Oddities,spotify:playlist:k3441jxXuLIrQQnRKudNXG";

  function rememberInOddities(json: string, records: string): string {
    const [before = "", after = ""] = json.split('"snapshot_id": "xUZ/');
    return `${before}"remembered": [${records}],\n"snapshot_id": "xUZ/${after}`;
  }

  test("stands in for what Spotify has taken, and what was dropped has a row at no place", async () => {
    expect(
      await findForgery("playlists", (forgery) => {
        const dropped = `{"position":null,"uri":"spotify:track:off",${words},"added_at":"2020-01-01T00:00:00Z"}`;
        forgery.edit("playlists.json", (json) => rememberInOddities(json, `${record},${dropped}`));
        forgery.edit(
          "playlist-items.csv",
          (csv) =>
            `${csv.replace(`${oddities},2,,,,,,,,,,demo`, `${oddities},2,spotify:track:gone,Gone,A;B,Off,,,,ZZ1,,demo`)}` +
            `${oddities},,spotify:track:off,Gone,A;B,Off,,,,ZZ1,,,2020-01-01T00:00:00Z\r\n`,
        );
        tellRows(forgery, { "playlist-items.csv": 13 });
      }),
    ).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["of a place that is not there", record.replace("2", "9"), "playlist 3: remembers position 9 of 6"],
    [
      "of an entry that has its words",
      record.replace("2", "1"),
      "playlist 3: remembers entry 1, which has its words",
    ],
    [
      "without what belongs to it",
      '{"position":2}',
      "playlist 3: what is remembered is not what the exporter writes there: 0.uri: ",
    ],
  ])("must be true: one %s", async (_, records, problem) => {
    const problems = await findForgery("playlists", ({ edit }) => {
      edit("playlists.json", (json) => rememberInOddities(json, records));
    });
    expect(problems.join("\n")).toContain(problem);
  });

  test("of a library belongs to one of its lists", async () => {
    const problems = await findForgery("library", ({ edit }) => {
      edit("library.json", (json) =>
        json.replace(
          '"tracks": [',
          `"remembered": {\n"topTracks": [],\n"tracks": [${record}]\n},\n"tracks": [`,
        ),
      );
    });
    expect(problems).toEqual([
      'library.json: remembers a list "topTracks", which it has not',
      "library.json: tracks: remembers entry 2, which has its words",
    ]);
  });
});
