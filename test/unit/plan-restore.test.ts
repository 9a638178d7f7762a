import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountPlaylist, AccountState } from "../../src/lib/restore/account-state.ts";
import type { Loss, LossReason, RestorePlan, Step } from "../../src/lib/restore/plan.ts";
import { planRestore } from "../../src/lib/restore/plan-restore.ts";
import { findPlaylistsToRead } from "../../src/lib/restore/playlists-to-read.ts";
import type { RestoreOptions } from "../../src/lib/restore/restore-options.ts";
import type { SavedEntry, SavedState } from "../../src/lib/restore/saved-state.ts";
import type { PlaylistFacts } from "../../src/lib/snapshot/lists.ts";
import { carryOut, toAccount } from "../restore/carry-out.ts";
import {
  loseEntry,
  saveAll,
  saveEntry,
  saveFollowed,
  savePlaylist,
  saveState,
  sayFacts,
} from "../restore/saved.ts";

const same: RestoreOptions = { into: "same" };
const anew: RestoreOptions = { into: "new" };

function hold(given: Partial<AccountState> = {}): AccountState {
  return { accountId: "me", sections: {}, playlists: [], deletedPlaylists: [], ...given };
}

function holdPlaylist(
  id: string,
  uris: readonly string[] | undefined,
  facts: Partial<PlaylistFacts> = {},
): AccountPlaylist {
  return { facts: sayFacts(id, { version: `${id} 2`, ...facts }), uris };
}

function countLosses({ losses }: { readonly losses: readonly Loss[] }): Partial<Record<LossReason, number>> {
  const counts: Partial<Record<LossReason, number>> = {};
  for (const { reason, count } of losses) {
    counts[reason] = (counts[reason] ?? 0) + count;
  }
  return counts;
}

/** Of each step its type and what it is about. */
function outline({ steps }: RestorePlan): readonly string[] {
  return steps.map(outlineStep);
}

function outlineStep(step: Step): string {
  switch (step.type) {
    case "save":
      return `save ${step.section}: ${step.uris.join(" ")}`;
    case "follow":
      return `follow ${step.playlists.map(({ facts }) => facts.id).join(" ")}`;
    case "create":
      return `create ${step.playlist.facts.id}: ${step.uris.join(" ")}`;
    case "change":
      return `change ${step.targetId}: ${step.uris?.join(" ") ?? "as it is"}`;
  }
}

function numberUris(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `spotify:track:${number}`);
}

describe("a section", () => {
  test("is saved the oldest first, without what is there", () => {
    const saved = saveState({
      sections: { tracks: saveAll(["d", "c", "b", "a"]), artists: saveAll(["y", "x"]) },
    });
    const plan = planRestore(saved, hold({ sections: { tracks: ["b", "z"], artists: [] } }), same);
    expect(outline(plan)).toEqual(["save tracks: a c d", "save artists: x y"]);
    // `b` stands below `a` now, and artists have no dates.
    expect(countLosses(plan)).toEqual({ "added-dates": 3, "liked-order": 1 });
    expect(plan.requests).toEqual({ writes: 3, searches: 0 });
  });

  test.each([
    ["tracks", 0, 0],
    ["tracks", 40, 1],
    ["tracks", 41, 2],
    ["albums", 6_000, 150],
    // The first artist goes alone, to see whether Spotify takes any.
    ["artists", 1, 1],
    ["artists", 41, 2],
    ["artists", 42, 3],
  ] as const)("of %s: %i take %i requests", (section, count, writes) => {
    const saved = saveState({ sections: { [section]: saveAll(numberUris(count)) } });
    expect(planRestore(saved, hold(), same).requests.writes).toBe(writes);
  });

  test("of likes that come above the others is in order", () => {
    const saved = saveState({ sections: { tracks: saveAll(["d", "c", "b", "a"]) } });
    const plan = planRestore(saved, hold({ sections: { tracks: ["b", "x", "a"] } }), same);
    expect(countLosses(plan)).toEqual({ "added-dates": 2 });
  });

  test("holds what is gone where it is there still, has another release for it, or lacks it", () => {
    const tracks = [
      loseEntry("spotify:track:held"),
      loseEntry("spotify:track:empty"),
      loseEntry("spotify:track:found"),
      loseEntry("spotify:track:lost"),
      loseEntry("spotify:episode:lost"),
      loseEntry(""),
    ];
    const saved = saveState({ sections: { tracks } });
    const options = { into: "same", substitutes: new Map([["spotify:track:found", "other"]]) } as const;
    const plan = planRestore(saved, hold({ sections: { tracks: ["", "spotify:track:held"] } }), options);
    expect(outline(plan)).toEqual(["save tracks: other"]);
    expect(countLosses(plan)).toEqual({
      "taken-down": 2,
      "unknown-items": 1,
      "added-dates": 1,
      "liked-order": 1,
    });
    expect(plan.gone.map(({ uri }) => uri)).toEqual(["spotify:track:lost"]);
    expect(plan.requests).toEqual({ writes: 1, searches: 1 });
  });

  test("of another account says nothing of what is empty here", () => {
    const saved = saveState({ sections: { tracks: [loseEntry("spotify:track:1")] } });
    const account = hold({ accountId: "you", sections: { tracks: [""] } });
    expect(countLosses(planRestore(saved, account, same))).toEqual({ "taken-down": 1 });
  });

  test("lacks local files, and what is not in the snapshot", () => {
    const saved = saveState({
      sections: { tracks: [saveEntry("spotify:local:a", { status: "local" })] },
      unavailable: { tracks: 3, playlists: 1 },
    });
    expect(planRestore(saved, hold(), same).losses).toEqual([
      { reason: "contents-not-saved", where: "tracks", count: 3 },
      { reason: "contents-not-saved", where: "playlists", count: 1 },
      { reason: "local-files", where: "tracks", count: 1 },
    ]);
  });
});

describe("the list of playlists", () => {
  const saved = saveState({
    playlists: [
      savePlaylist("one"),
      saveFollowed("two"),
      saveFollowed("three"),
      savePlaylist("four"),
      saveFollowed("37i9dQZF1E"),
      saveFollowed("five"),
    ],
  });

  test("is put back from its end, so that it comes out in its order", () => {
    const plan = planRestore(saved, hold(), anew);
    expect(outline(plan)).toEqual(["follow five", "create four: a b", "follow three two", "create one: a b"]);
    expect(plan.losses).toEqual([
      { reason: "added-dates", where: { id: "one", name: "one" }, count: 2 },
      { reason: "added-dates", where: { id: "four", name: "four" }, count: 2 },
      { reason: "personalised-playlists", where: { id: "37i9dQZF1E", name: "37i9dQZF1E" }, count: 1 },
    ]);
    expect(plan.requests.writes).toBe(1 + 2 + 1 + 2);
  });

  test("keeps what is there", () => {
    const account = hold({ playlists: toAccount(saved.playlists) });
    expect(planRestore(saved, account, same)).toEqual({
      steps: [],
      losses: [],
      gone: [],
      requests: { writes: 0, searches: 0 },
    });
  });

  test("is told where another order comes out", () => {
    const account = hold({
      playlists: toAccount(saved.playlists.filter(({ facts }) => facts.id !== "five")),
    });
    const plan = planRestore(saved, account, same);
    expect(outline(plan)).toEqual(["follow five"]);
    expect(plan.losses).toEqual([{ reason: "list-order", where: "playlists", count: 1 }]);
  });
});

describe("a playlist of the user's own", () => {
  const saved = saveState({ playlists: [savePlaylist("p", { entries: saveAll(["a", "b", "c"]) })] });

  test("is changed where the user wants the same one, and made anew otherwise", () => {
    const account = hold({ playlists: [holdPlaylist("p", ["c", "x", "a"])] });
    const plan = planRestore(saved, account, same);
    expect(plan.steps).toMatchObject([
      {
        type: "change",
        targetId: "p",
        details: undefined,
        isDeleted: false,
        uris: ["a", "b", "c"],
        writes: [
          { type: "remove", uris: ["x"] },
          { type: "move", rangeStart: 1, rangeLength: 1, insertBefore: 0 },
          { type: "add", position: 1, uris: ["b"] },
        ],
      },
    ]);
    expect(countLosses(plan)).toEqual({ "added-dates": 1 });
    expect(plan.requests.writes).toBe(3);
    expect(outline(planRestore(saved, account, anew))).toEqual(["create p: a b c"]);
  });

  test("is made anew in another account, whatever is wanted", () => {
    const account = hold({ accountId: "you", playlists: [holdPlaylist("p", undefined)] });
    const plan = planRestore(saved, account, same);
    expect(outline(plan)).toEqual(["create p: a b c"]);
    expect(countLosses(plan)).toEqual({ "added-dates": 3, "added-by": 3 });
  });

  test("is brought back where Spotify still has it, and made anew where it does not", () => {
    const deleted = hold({ deletedPlaylists: [holdPlaylist("p", undefined, { version: "p 1" })] });
    const plan = planRestore(saved, deleted, same);
    expect(plan.steps).toMatchObject([{ type: "change", isDeleted: true, writes: [], details: undefined }]);
    expect(plan.requests.writes).toBe(1);
    expect(plan.losses).toEqual([]);
    expect(outline(planRestore(saved, hold(), same))).toEqual(["create p: a b c"]);
  });

  test("that an earlier run has made is gone on with", () => {
    const made = holdPlaylist("made", ["a"], { name: "p" });
    const options = { into: "new", created: new Map([["p", "made"]]) } as const;
    const plan = planRestore(saved, hold({ playlists: [made] }), options);
    expect(plan.steps).toMatchObject([
      { type: "change", targetId: "made", writes: [{ type: "add", position: 1, uris: ["b", "c"] }] },
    ]);
    const whole = hold({ playlists: [{ ...made, uris: ["a", "b", "c"] }] });
    expect(planRestore(saved, whole, options).steps).toEqual([]);
  });

  test("of which the contents are not in the snapshot is never made empty", () => {
    const nothing = saveState({ playlists: [{ ...savePlaylist("p", { name: "new" }), entries: undefined }] });
    const made = planRestore(nothing, hold(), anew);
    expect(made.steps).toEqual([]);
    expect(countLosses(made)).toEqual({ "contents-not-saved": 1 });
    const changed = planRestore(nothing, hold({ playlists: [holdPlaylist("p", undefined)] }), same);
    expect(changed.steps).toMatchObject([{ type: "change", details: { name: "new" }, writes: [] }]);
    expect(countLosses(changed)).toEqual({ "contents-not-saved": 1 });
  });

  test("of which the contents could not be read keeps them", () => {
    const plan = planRestore(saved, hold({ playlists: [holdPlaylist("p", undefined)] }), same);
    expect(plan.steps).toEqual([]);
    expect(countLosses(plan)).toEqual({ "contents-not-read": 1 });
  });

  test("takes 1 request to be made, 1 for each 100 entries and 1 for its cover", () => {
    const count = (entries: number, coverFile?: string) =>
      planRestore(
        saveState({
          playlists: [
            savePlaylist("p", { entries: saveAll(numberUris(entries)), ...(coverFile ? { coverFile } : {}) }),
          ],
        }),
        hold(),
        anew,
      ).requests.writes;
    expect([count(0), count(1), count(100), count(101), count(250, "cover.jpg")]).toEqual([1, 2, 2, 3, 5]);
  });

  test("takes a request for each like that is to be saved alone", () => {
    const likes = saveState({ sections: { tracks: saveAll(numberUris(81)) } });
    const count = (saving: "together" | "one by one") =>
      planRestore(likes, hold(), { ...anew, saving }).requests.writes;
    expect([count("together"), count("one by one")]).toEqual([3, 81]);
  });

  test("is cut where it is longer than Spotify keeps one", () => {
    const long = saveState({ playlists: [savePlaylist("p", { entries: saveAll(numberUris(11_003)) })] });
    const plan = planRestore(long, hold(), anew);
    expect(countLosses(plan)).toEqual({ "too-long": 3, "added-dates": 11_000 });
    expect(plan.requests.writes).toBe(111);
  });

  test("tells what it loses, each with its number", () => {
    const entries = [
      saveEntry("a", { addedBy: "you" }),
      saveEntry("a"),
      saveEntry("spotify:local:1", { status: "local" }),
      loseEntry("spotify:track:lost"),
      loseEntry(""),
    ];
    const playlist = savePlaylist("p", {
      ...{
        entries,
        name: "",
        description: "a\nb",
        isCollaborative: true,
        isPublic: "true",
        coverLoss: "cover-not-saved",
      },
    });
    const plan = planRestore(saveState({ playlists: [playlist] }), hold(), anew);
    expect(plan.steps).toMatchObject([
      {
        uris: ["a", "a"],
        details: { name: "(no name)", description: "a b", isPublic: false, isCollaborative: true },
      },
    ]);
    expect(countLosses(plan)).toEqual({
      "added-dates": 2,
      "added-by": 1,
      "local-files": 1,
      "taken-down": 1,
      "unknown-items": 1,
      "name-changed": 1,
      "description-changed": 1,
      collaborators: 1,
      "cover-not-saved": 1,
    });
    expect(plan.gone.map(({ uri }) => uri)).toEqual(["spotify:track:lost"]);
  });

  test("keeps what is gone where it stands, and what cannot be taken out", () => {
    const entries = [saveEntry("a"), loseEntry("spotify:track:lost"), saveEntry("b")];
    const account = hold({ playlists: [holdPlaylist("p", ["b", "", "a", "spotify:local:1"])] });
    const plan = planRestore(saveState({ playlists: [savePlaylist("p", { entries })] }), account, same);
    expect(plan.steps).toMatchObject([{ uris: ["a", "spotify:local:1", "", "b"] }]);
    expect(countLosses(plan)).toEqual({ unremovable: 1 });
    expect(plan.gone).toEqual([]);
  });
});

describe("the details of a playlist", () => {
  const described = { description: "Rock &amp; Roll", name: "New" };
  const saved = saveState({ playlists: [savePlaylist("p", described)] });

  test.each<[string, Partial<PlaylistFacts>, boolean]>([
    ["alike", {}, false],
    ["the same text without entities", { description: "Rock & Roll" }, false],
    ["another name", { name: "Old" }, true],
    ["another description", { description: "Rock" }, true],
    ["public now", { isPublic: "true" }, true],
    ["not said whether public", { isPublic: "" }, false],
    ["collaborative now", { isCollaborative: true }, true],
  ])("%s", (_, now, isWritten) => {
    const account = hold({ playlists: [holdPlaylist("p", ["a", "b"], { ...described, ...now })] });
    const plan = planRestore(saved, account, same);
    const details = { name: "New", description: "Rock & Roll", isPublic: false, isCollaborative: false };
    expect(plan.steps.map((step) => step.type === "change" && step.details)).toEqual(
      isWritten ? [details] : [],
    );
    expect(plan.requests.writes).toBe(isWritten ? 1 : 0);
    expect(plan.losses).toEqual([]);
  });

  test("keep a description, which Spotify does not let be emptied", () => {
    const account = hold({ playlists: [holdPlaylist("p", ["a", "b"], { description: "now" })] });
    const plan = planRestore(saveState({ playlists: [savePlaylist("p")] }), account, same);
    expect(plan.steps).toEqual([]);
    expect(countLosses(plan)).toEqual({ "description-changed": 1 });
  });

  test("are the owner's alone", () => {
    const shared = savePlaylist("p", { ownerId: "you", isCollaborative: true, name: "New" });
    const now = { ownerId: "you", isCollaborative: true };
    const account = hold({ playlists: [holdPlaylist("p", ["a"], now)] });
    const plan = planRestore(saveState({ playlists: [shared] }), account, same);
    expect(plan.steps).toMatchObject([{ type: "change", details: undefined, uris: ["a", "b"] }]);
    expect(countLosses(plan)).toEqual({ "added-dates": 1, "not-writable": 1 });
  });
});

test("what others share with the user is followed again, or made anew where all is", () => {
  const shared = savePlaylist("p", { ownerId: "you", isCollaborative: true });
  const saved = saveState({ playlists: [shared] });
  expect(outline(planRestore(saved, hold(), same))).toEqual(["follow p"]);
  expect(outline(planRestore(saved, hold(), anew))).toEqual(["create p: a b"]);
});

test("what must be read is what may be changed, and has another version", () => {
  const saved = saveState({
    playlists: [
      savePlaylist("unchanged"),
      savePlaylist("changed"),
      savePlaylist("unversioned", { version: "" }),
      savePlaylist("deleted"),
      savePlaylist("made"),
      saveFollowed("followed"),
      savePlaylist("shared", { ownerId: "you", isCollaborative: true }),
      { ...savePlaylist("not saved"), entries: undefined },
    ],
  });
  const listed = [
    "unchanged",
    "changed",
    "unversioned",
    "followed",
    "shared",
    "not saved",
    "copy",
    "another",
  ];
  const playlists = listed.map((id) => sayFacts(id, { version: id === "unchanged" ? "unchanged 1" : "now" }));
  const created = new Map([["made", "copy"]]);
  expect(findPlaylistsToRead(saved, { accountId: "me", playlists }, { into: "same", created })).toMatchObject(
    {
      changed: ["changed", "unversioned", "copy", "shared"],
      unlisted: ["deleted"],
    },
  );
  expect(findPlaylistsToRead(saved, { accountId: "me", playlists }, { into: "new", created })).toMatchObject({
    changed: ["copy"],
    unlisted: [],
  });
});

const uri = fc.constantFrom("a", "b", "c", "d", "e");
const entry: fc.Arbitrary<SavedEntry> = fc.oneof(
  { weight: 6, arbitrary: uri.map((name) => saveEntry(name)) },
  { weight: 1, arbitrary: uri.map((name) => loseEntry(`spotify:track:lost ${name}`)) },
  { weight: 1, arbitrary: fc.constant(loseEntry("")) },
  { weight: 1, arbitrary: fc.constant(saveEntry("spotify:local:1", { status: "local" })) },
);
const held = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "x", "", "spotify:local:1"), { maxLength: 8 });
const entries = fc.array(entry, { maxLength: 8 });
const ids = fc.uniqueArray(fc.constantFrom("1", "2", "3", "4", "5", "6"), { maxLength: 6 });

const savedStates: fc.Arbitrary<SavedState> = fc
  .record({
    tracks: entries,
    ids,
    contents: fc.array(entries, { minLength: 6, maxLength: 6 }),
    names: fc.array(uri, { minLength: 6, maxLength: 6 }),
  })
  .map(({ tracks, ids, contents, names }) =>
    saveState({
      sections: { tracks },
      playlists: ids.map((id, index) =>
        Number(id) % 3 === 0
          ? saveFollowed(id)
          : savePlaylist(id, { entries: contents[index] ?? [], name: names[index] ?? "" }),
      ),
    }),
  );
const accounts: fc.Arbitrary<AccountState> = fc
  .record({
    accountId: fc.constantFrom("me", "you"),
    tracks: fc.uniqueArray(uri),
    ids,
    deleted: ids,
    contents: fc.array(held, { minLength: 12, maxLength: 12 }),
  })
  .map(({ accountId, tracks, ids, deleted, contents }) => {
    const make = (id: string, uris: readonly string[] = []) =>
      Number(id) % 3 === 0 ? holdPlaylist(id, undefined, { ownerId: "other" }) : holdPlaylist(id, uris);
    return hold({
      accountId,
      sections: { tracks },
      playlists: ids.map((id, index) => make(id, contents[index])),
      deletedPlaylists: deleted
        .filter((id) => !ids.includes(id))
        .map((id, index) => make(id, contents[6 + index])),
    });
  });

describe("whatever was saved and is there", () => {
  test("once carried out, nothing is left to do", () => {
    fc.assert(
      fc.property(savedStates, accounts, fc.constantFrom("new", "same"), (saved, before, into) => {
        const { account, created } = carryOut(before, planRestore(saved, before, { into }));
        expect(planRestore(saved, account, { into, created }).steps).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("cut short after any step, the rest comes to the same", () => {
    fc.assert(
      fc.property(savedStates, accounts, fc.constantFrom("new", "same"), (saved, before, into) => {
        const plan = planRestore(saved, before, { into });
        const whole = carryOut(before, plan).account;
        for (const done of plan.steps.keys()) {
          const first = carryOut(before, { steps: plan.steps.slice(0, done) });
          const rest = planRestore(saved, first.account, { into, created: first.created });
          expect(carryOut(first.account, rest).account).toEqual(whole);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("what is lost was foretold: entries of a playlist, and places in the liked songs", () => {
    fc.assert(
      fc.property(savedStates, accounts, fc.constantFrom("new", "same"), (saved, before, into) => {
        const plan = planRestore(saved, before, { into });
        const { account, created } = carryOut(before, plan);
        const lostIn = (id: string, reasons: readonly LossReason[]) =>
          plan.losses
            .filter(
              ({ where, reason }) => typeof where === "object" && where.id === id && reasons.includes(reason),
            )
            .reduce((sum, { count }) => sum + count, 0);
        for (const { facts, entries: wanted } of saved.playlists.filter(
          ({ entries }) => entries !== undefined,
        )) {
          const id = created.get(facts.id) ?? facts.id;
          const now = account.playlists.find((playlist) => playlist.facts.id === id);
          const left = lostIn(facts.id, ["taken-down", "unknown-items", "local-files"]);
          const over = lostIn(facts.id, ["unremovable"]);
          expect(now?.facts.name).toBe(facts.name);
          expect(now?.uris?.length).toBe((wanted?.length ?? 0) - left + over);
          expect(now?.uris?.filter((one) => one !== "" && !one.startsWith("spotify:local:"))).toEqual(
            wanted?.filter(({ status }) => status === "available").map((one) => one.uri),
          );
        }
        const likes = [
          ...new Set(
            saved.sections.tracks?.filter(({ status }) => status === "available").map((one) => one.uri),
          ),
        ];
        const order = account.sections.tracks?.filter((one) => likes.includes(one));
        expect(order?.toSorted()).toEqual(likes.toSorted());
        expect(countLosses(plan)["liked-order"] === undefined).toBe(order?.join() === likes.join());
      }),
      { numRuns: 1_000 },
    );
  });

  test("the number of requests is that of what is sent", () => {
    const toRequests = (step: Step): number => {
      switch (step.type) {
        case "change":
          return Number(step.isDeleted) + Number(step.details !== undefined) + step.writes.length;
        case "create":
          return 1 + Math.ceil(step.uris.length / 100);
        default:
          return 1;
      }
    };
    fc.assert(
      fc.property(savedStates, accounts, (saved, before) => {
        const { steps, requests } = planRestore(saved, before, same);
        expect(requests.writes).toBe(steps.reduce((sum, step) => sum + toRequests(step), 0));
      }),
    );
  });
});
