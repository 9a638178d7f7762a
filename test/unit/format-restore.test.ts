import { describe, expect, test } from "vitest";
import { formatRestorePlan } from "../../src/cli/format-restore-plan.ts";
import { type FinishedRestore, formatRestoreReport } from "../../src/cli/format-restore-report.ts";
import { toRestoreDocument } from "../../src/cli/restore-document.ts";
import type { AccountState } from "../../src/lib/restore/account-state.ts";
import { type Loss, lossReasons } from "../../src/lib/restore/plan.ts";
import { planRestore } from "../../src/lib/restore/plan-restore.ts";
import type { SavedState } from "../../src/lib/restore/saved-state.ts";
import { chooseSubstitute } from "../../src/lib/restore/substitutes.ts";
import type { Words } from "../../src/lib/snapshot/words.ts";
import { loseEntry, saveAll, saveFollowed, savePlaylist, saveState, sayFacts } from "../restore/saved.ts";

const plain = (_: string, text: string) => text;
const snapshots = { library: "2026-11-22T02-00-00Z", playlists: "2026-11-22T02-30-00Z" };

function hold(given: Partial<AccountState> = {}): AccountState {
  return { accountId: "me", sections: {}, playlists: [], deletedPlaylists: [], ...given };
}

function numberUris(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `spotify:track:${number}`);
}

function formatPlan(saved: SavedState, account: AccountState, requestsPer30s = 90): string {
  const plan = planRestore(saved, account, { into: "same" });
  return formatRestorePlan({ saved, account, plan, requestsPer30s }, plain);
}

const library = saveState({
  snapshots,
  sections: {
    tracks: [loseEntry("spotify:track:lost"), ...saveAll(numberUris(6_000))],
    artists: saveAll(["x", "y"]),
  },
  playlists: [
    savePlaylist("Road\u001b Trip", { entries: saveAll(numberUris(250)), coverFile: "cover.jpg" }),
    savePlaylist("Party", { entries: saveAll(["c", "a", "b"]), description: "new" }),
    saveFollowed("one"),
    saveFollowed("two"),
    savePlaylist("Deleted"),
  ],
});
const account = hold({
  accountId: "me",
  playlists: [{ facts: sayFacts("Party", { version: "Party 2" }), uris: ["a", "x", "c"] }],
  deletedPlaylists: [{ facts: sayFacts("Deleted"), uris: undefined }],
});

describe("a plan", () => {
  test("tells what is written where, what it takes, and what is lost", () => {
    expect(formatPlan(library, account)).toBe(
      `library 2026-11-22T02-00-00Z and playlists 2026-11-22T02-30-00Z of me: 163 requests, up to 1 search, about 3 minutes

  Liked songs          save 6,000                               150 requests
  Followed artists     follow 2                                 2 requests
  Playlists of others  follow 2                                 1 request
  Road  Trip           make with 250 entries, with its cover    5 requests
  Party                add 1, remove 1, move 1, change details  4 requests
  Deleted              bring back                               1 request

1 track is gone and will be searched for.

Not as it was:
  6,251 entries get the date of the restore, since Spotify takes no other: Liked songs (6,000), Road  Trip (250), Party
  1 item that Spotify has taken down is left out, unless the same recording is found elsewhere: Liked songs
  1 playlist comes to stand elsewhere in the list, since what is new in it stands above what is there: List of playlists`,
    );
  });

  test("tells into whose account it goes, if that is another", () => {
    const saved = saveState({
      snapshots: { playlists: snapshots.playlists },
      playlists: [savePlaylist("p", { entries: [] })],
    });
    expect(formatPlan(saved, hold({ accountId: "you" }), 30)).toBe(
      `playlists 2026-11-22T02-30-00Z of me into you: 1 request, about 1 second

  p  make with 0 entries  1 request`,
    );
  });

  test("says so where nothing is left to do", () => {
    expect(formatPlan(saveState({ snapshots: { playlists: snapshots.playlists } }), hold())).toBe(
      "playlists 2026-11-22T02-30-00Z of me: nothing is left to be written",
    );
  });

  test("warns of a day's quota, and shows the first thirty playlists", () => {
    const playlists = Array.from({ length: 33 }, (_, index) =>
      savePlaylist(`p${index}`, { entries: saveAll(numberUris(4_000)) }),
    );
    const lines = formatPlan(
      saveState({ snapshots: { playlists: snapshots.playlists }, playlists }),
      hold(),
    ).split("\n");
    expect(lines[0]).toBe("playlists 2026-11-22T02-30-00Z of me: 1,353 requests, about 8 minutes");
    expect(lines.slice(30, -3)).toEqual([
      "  p28                   make with 4,000 entries  41 requests",
      "  p29                   make with 4,000 entries  41 requests",
      "  and 3 more playlists                           123 requests",
      "",
      "Spotify may stop it for some hours; the same command then goes on.",
    ]);
    expect(lines.at(-1)).toBe(
      "  132,000 entries get the date of the restore, since Spotify takes no other: p0 (4,000), p1 (4,000), p2 (4,000), p3 (4,000), p4 (4,000) and 28 more",
    );
  });

  test("has words for each loss", () => {
    const losses: readonly Loss[] = lossReasons.flatMap((reason) => [
      { reason, where: "tracks", count: 1 },
      { reason, where: { id: "1", name: "Party" }, count: 2 },
    ]);
    const plan = { steps: [], losses, gone: [], requests: { writes: 0, searches: 0 } };
    const text = formatRestorePlan(
      { saved: saveState({ snapshots }), account: hold(), plan, requestsPer30s: 90 },
      plain,
    );
    expect(text.split("\n").slice(2).join("\n")).toBe(`Not as it was:
  3 entries get the date of the restore, since Spotify takes no other: Party (2), Liked songs
  3 entries count as added by you, since Spotify takes nobody else: Party (2), Liked songs
  3 local files are left out, since Spotify lets no app add any: Party (2), Liked songs
  3 items that Spotify has taken down are left out, unless the same recording is found elsewhere: Party (2), Liked songs
  3 items that Spotify has taken down are left out, and nothing tells what was there: Party (2), Liked songs
  3 entries stay although not in the snapshot: Spotify lets no app take out local files, or what it has taken down: Party (2), Liked songs
  3 playlists are made by Spotify for each listener, and cannot be followed by an app: Party (2), Liked songs
  3 entries or playlists are not in the snapshot, and so not put back: Party (2), Liked songs
  3 playlists keep the entries of now, since Spotify did not give them to be compared: Party (2), Liked songs
  3 playlists of others keep the details of now, which only the owner can change: Party (2), Liked songs
  3 liked songs come to stand elsewhere, since what is saved now stands above what is there: Party (2), Liked songs
  3 playlists come to stand elsewhere in the list, since what is new in it stands above what is there: Party (2), Liked songs
  3 entries are left out at the end, since Spotify keeps 11,000 in a playlist: Party (2), Liked songs
  3 playlists get another name, since Spotify takes 1 to 200 characters: Party (2), Liked songs
  3 playlists get another description, since Spotify takes up to 300 characters in one line, and empties none: Party (2), Liked songs
  3 playlists have to be shared again with those who collaborated on it: Party (2), Liked songs
  3 playlists get no cover, since the one it had is not in the snapshot: Party (2), Liked songs
  3 playlists get no cover, since Spotify takes only JPEGs of up to 190 KB: Party (2), Liked songs`);
  });
});

function find(name: string, given: Partial<Words> = {}) {
  const words = { uri: `found ${name}`, name, artists: ["Ann"], album: "Hits", isrc: "", ...given };
  return { words, durationMs: 200_000, isGone: false };
}

const report: FinishedRestore = {
  saved: { tracks: 6_000, artists: 1 },
  playlists: { created: 30, changed: 1, followed: 2 },
  entries: 7_401,
  covers: 3,
  searched: [
    chooseSubstitute(loseEntry("Song"), [find("Song - Live"), find("Song")]),
    chooseSubstitute(loseEntry("Other"), [
      find("Other - Live"),
      find("Other", { artists: ["Bob"], album: "" }),
      find("x"),
      find("y"),
    ]),
    chooseSubstitute(loseEntry("Lost"), []),
  ],
  refused: [{ uri: "spotify:track:1", name: "Tune", where: "Party" }],
  failures: [{ where: "Party", reason: "Spotify answered 502" }],
  notes: ["somebody else has changed Party meanwhile"],
};

describe("a report", () => {
  test("tells what was written, what stands in for what is gone and why, and what could not be done", () => {
    expect(formatRestoreReport(report, plain)).toBe(
      `Restored: 6,000 liked songs, 1 artist, 30 playlists made, 1 playlist changed, 2 playlists followed, 7,401 entries put into playlists, 3 covers.

Gone, and put back as another release:
  Song — Ann → Song — Ann, Hits: the same title, artists and length

Gone, and not found again:
  Other — Ann (Other - Live — Ann, Hits: another version: live; Other — Bob: other artists; x — Ann, Hits: another title; and 1 more)
  Lost — Ann (nothing is called so)

Not taken by Spotify, which has it no more:
  Tune (Party)
failed: Party: Spotify answered 502
note: somebody else has changed Party meanwhile`,
    );
  });

  test("says so where nothing was written", () => {
    const nothing = { created: 0, changed: 0, followed: 0 };
    const empty = { ...report, saved: {}, playlists: nothing, entries: 0, covers: 0 };
    expect(formatRestoreReport({ ...empty, searched: [], refused: [], failures: [], notes: [] }, plain)).toBe(
      "Nothing was written.",
    );
  });
});

test("the document holds every write, and what was found for what is gone", () => {
  const saved = saveState({
    snapshots,
    sections: { tracks: [loseEntry("spotify:track:lost"), ...saveAll(["a"])] },
    playlists: library.playlists.slice(1, 3),
  });
  const plan = planRestore(saved, account, { into: "same" });
  const item = { artists: ["Ann"], album: "", isrc: "", durationMs: 200_000 };
  const searched = [chooseSubstitute(loseEntry("Song"), [find("Song")])];
  expect(toRestoreDocument({ saved, account, plan, report: { ...report, searched } })).toEqual({
    snapshots,
    from: "me",
    into: "me",
    plan: {
      requests: { writes: 6, searches: 1 },
      steps: [
        { type: "save", section: "tracks", uris: ["a"], atOnce: 40, requests: 1 },
        { type: "follow", playlists: [{ id: "one", name: "one" }], requests: 1 },
        {
          type: "change",
          playlist: { id: "Party", name: "Party" },
          targetId: "Party",
          details: { name: "Party", description: "new", isPublic: false, isCollaborative: false },
          cover: null,
          writes: [
            { type: "remove", uris: ["x"] },
            { type: "move", rangeStart: 1, rangeLength: 1, insertBefore: 0 },
            { type: "add", position: 2, uris: ["b"] },
          ],
          isDeleted: false,
          requests: 4,
        },
      ],
      losses: plan.losses,
      gone: [{ uri: "spotify:track:lost", name: "spotify:track:lost", ...item }],
    },
    report: {
      ...report,
      searched: [
        {
          ...{ uri: "Song", name: "Song", ...item, substitute: "found Song" },
          found: [
            {
              uri: "found Song",
              name: "Song",
              ...item,
              album: "Hits",
              isSame: true,
              reason: "the same title, artists and length",
            },
          ],
        },
      ],
    },
  });
  expect(toRestoreDocument({ saved, account, plan, report: undefined })).toMatchObject({ report: null });
});
