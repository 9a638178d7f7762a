import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isGood, type Manifest } from "../../src/lib/archive/manifest.ts";
import { type Snapshot, toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import { toIsoWeek } from "../../src/lib/prune/iso-week.ts";
import { type KeepRules, keepAll, planPrune } from "../../src/lib/prune/keep-rules.ts";
import { makeManifest } from "../manifest.ts";

const now = new Date("2027-01-10T00:00:00Z");
const suspect: Partial<Manifest> = {
  suspect: [{ section: "tracks", before: 6_000, now: 10, since: "2026-10-25T02-00-00Z" }],
};

describe("what rules keep", () => {
  const days = ["2026-12-27", "2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04"];

  test.each<[string, Partial<KeepRules>, readonly string[], Record<string, readonly string[]>]>([
    ["the newest ones", { last: 2 }, days, { "2027-01-03": ["last 2"], "2027-01-04": ["last 2"] }],
    [
      "all, where there are fewer than asked for",
      { last: 9_999 },
      ["2026-01-01", "2026-01-02"],
      { "2026-01-01": ["last 9999"], "2026-01-02": ["last 9999"] },
    ],
    [
      "the newest of a day, and days without any do not count",
      { daily: 2 },
      ["2026-11-01T02-00-00Z", "2026-11-20T00-00-00Z", "2026-11-20T23-59-59Z", "2026-11-22T02-00-00Z"],
      { "2026-11-20T23-59-59Z": ["day 2026-11-20"], "2026-11-22T02-00-00Z": ["day 2026-11-22"] },
    ],
    [
      "the newest of a week, which begins on Monday and may lie in two years",
      { weekly: 3 },
      days,
      {
        "2026-12-27": ["week 2026-W52"],
        "2027-01-03": ["week 2026-W53"],
        "2027-01-04": ["week 2027-W01"],
      },
    ],
    [
      "the newest of a month",
      { monthly: 2 },
      days,
      { "2026-12-31": ["month 2026-12"], "2027-01-04": ["month 2027-01"] },
    ],
    [
      "the newest of a year",
      { yearly: 5 },
      ["2024-02-29", "2024-12-31", "2026-01-01", "2026-12-31"],
      { "2024-12-31": ["year 2024"], "2026-12-31": ["year 2026"] },
    ],
    [
      "what any of several rules keeps, for all of their reasons",
      { last: 1, daily: 2, weekly: 2, monthly: 2, yearly: 2 },
      days,
      {
        "2026-12-31": ["month 2026-12", "year 2026"],
        "2027-01-03": ["day 2027-01-03", "week 2026-W53"],
        "2027-01-04": ["last 1", "day 2027-01-04", "week 2027-W01", "month 2027-01", "year 2027"],
      },
    ],
  ])("%s", (_, rules, days, kept) => {
    const plan = planPrune(
      days.map((day) => makeSnapshot(day)),
      { rules: { ...keepAll, ...rules }, now },
    );

    const newest = toId(days.at(-1) ?? "");
    const expected = Object.entries(kept).map(([day, reasons]) => {
      const id = toId(day);
      return { id, reasons: id === newest ? ["the newest good one", ...reasons] : reasons };
    });
    expect(plan.map(({ id }) => id)).toEqual(days.map(toId));
    expect(
      plan.filter(({ action }) => action === "keep").map(({ id, reasons }) => ({ id, reasons })),
    ).toEqual(expected);
    for (const { action, reasons } of plan) {
      expect(action === "keep" || reasons).toEqual(action === "keep" || ["no rule keeps it"]);
    }
  });

  test("nothing is removed without a rule", () => {
    const snapshots = [
      makeSnapshot("2026-01-01", { status: "partial" }),
      ...days.map((day) => makeSnapshot(day)),
    ];

    for (const { action, reasons } of planPrune(snapshots, { rules: keepAll, now })) {
      expect({ action, reasons }).toEqual({ action: "keep", reasons: ["no rule was given"] });
    }
  });

  test("each kind and account is judged by itself, an account by its immutable id", () => {
    const renamed = { display_name: null, account_id: "immutable" };
    const snapshots = [
      makeSnapshot("2026-11-01", { account: { id: "before", ...renamed } }),
      makeSnapshot("2026-11-02", { account: { id: "after", ...renamed } }),
      makeSnapshot("2026-11-03", { account: { id: "other", display_name: null } }),
      makeSnapshot("2026-11-01", { kind: "playlists", account: { id: "after", ...renamed } }),
    ];

    const plan = planPrune(snapshots, { rules: { ...keepAll, last: 1 }, now });

    expect(plan.map(({ action }) => action)).toEqual(["remove", "keep", "keep", "keep"]);
  });

  test("one user stays one, whether the manifests tell the immutable id or not", () => {
    const withoutId = { id: "me", display_name: null };
    const withId = { ...withoutId, account_id: "immutable" };
    const renamed = { ...withId, id: "renamed" };
    const [first, second, third] = [withoutId, withId, renamed];

    for (const accounts of [
      [first, second],
      [second, first],
      // The first and the last have nothing in common but the one between.
      [first, second, third],
      [third, first, second],
    ]) {
      const snapshots = accounts.map((account, index) => makeSnapshot(`2026-11-0${index + 1}`, { account }));
      const plan = planPrune(snapshots, { rules: { ...keepAll, last: 1 }, now });
      expect(plan.filter(({ action }) => action === "keep")).toMatchObject([{ id: snapshots.at(-1)?.id }]);
    }
  });

  test("what a snapshot of the other kind tells of a user counts as well", () => {
    const account = { id: "me", display_name: null };
    const snapshots = [
      makeSnapshot("2026-11-01", { account }),
      makeSnapshot("2026-11-02", { account: { ...account, id: "renamed", account_id: "immutable" } }),
      makeSnapshot("2026-11-01", { kind: "playlists", account: { ...account, account_id: "immutable" } }),
    ];

    const plan = planPrune(snapshots, { rules: { ...keepAll, last: 1 }, now });

    expect(plan.map(({ action }) => action)).toEqual(["remove", "keep", "keep"]);
  });
});

describe("what rules do not choose", () => {
  const rules = { ...keepAll, last: 1 };

  test("partial and suspect snapshots stay until a newer good one has replaced them", () => {
    const snapshots = [
      makeSnapshot("2026-11-01", { status: "partial" }),
      makeSnapshot("2026-11-02", suspect),
      makeSnapshot("2026-11-03"),
      makeSnapshot("2026-11-04", { status: "partial" }),
      makeSnapshot("2026-11-05", suspect),
    ];

    expect(planPrune(snapshots, { rules, now })).toMatchObject([
      { status: "partial", action: "remove", reasons: ["partial, and a newer good one exists"] },
      { status: "suspect", action: "remove", reasons: ["suspect, and a newer good one exists"] },
      { status: "complete", action: "keep", reasons: ["the newest good one", "last 1"] },
      { status: "partial", action: "keep", reasons: ["partial, and no newer good one"] },
      { status: "suspect", action: "keep", reasons: ["suspect, and no newer good one"] },
    ]);
  });

  test("a partial one is not replaced by a good one of another account or kind", () => {
    const snapshots = [
      makeSnapshot("2026-11-01", { status: "partial" }),
      makeSnapshot("2026-11-02", { account: { id: "other", display_name: null } }),
      makeSnapshot("2026-11-02", { kind: "playlists" }),
    ];

    expect(planPrune(snapshots, { rules, now })[0]).toMatchObject({ action: "keep" });
  });

  test("what cannot be read stays, and says why", () => {
    const damaged: Snapshot = { kind: "library", id: toId("2026-11-01"), problem: "It is damaged." };

    expect(planPrune([damaged, makeSnapshot("2026-11-02")], { rules, now })[0]).toEqual({
      ...{ kind: "library", id: damaged.id, status: "unreadable" },
      ...{ action: "keep", reasons: ["It is damaged."] },
    });
  });

  test("what a clock that was ahead has dated stays, and takes nobody's place", () => {
    const snapshots = ["2026-11-01", "2026-11-02", "2036-11-01"].map((day) => makeSnapshot(day));

    expect(planPrune(snapshots, { rules, now })).toMatchObject([
      { action: "remove" },
      { action: "keep", reasons: ["the newest good one", "last 1"] },
      { action: "keep", reasons: ["dated later than now, by a clock that was ahead"] },
    ]);
  });

  test("a snapshot whose name tells no time stays", () => {
    const snapshot: Snapshot = { kind: "library", id: "mine", manifest: makeManifest({ id: "mine" }) };

    expect(planPrune([snapshot, makeSnapshot("2026-11-02")], { rules, now })[0]).toMatchObject({
      action: "keep",
      reasons: ["its name tells no time"],
    });
  });
});

test("whatever the rules and snapshots, the newest good one of each account stays, and what is newer", () => {
  const rule = fc.nat(4);
  const rules = fc.record({ last: rule, daily: rule, weekly: rule, monthly: rule, yearly: rule });
  const snapshot = fc.record({
    seconds: fc.nat(3 * 366 * 24 * 60 * 60),
    account: fc.constantFrom("me", "you"),
    given: fc.constantFrom<Partial<Manifest>>({}, {}, { status: "partial" }, suspect),
  });
  const snapshots = fc.uniqueArray(snapshot, { selector: ({ seconds }) => seconds, maxLength: 30 });

  fc.assert(
    fc.property(rules, snapshots, (rules, made) => {
      const all = made.map(({ seconds, account, given }) =>
        makeSnapshot(toSnapshotId(new Date(Date.UTC(2024, 0, 1) + seconds * 1_000)), {
          ...given,
          account: { id: account, display_name: null },
        }),
      );
      const plan = planPrune(all, { rules, now });
      const removed = new Set(plan.filter(({ action }) => action === "remove").map(({ id }) => id));
      for (const account of ["me", "you"]) {
        const ofAccount = all
          .filter(({ manifest }) => manifest.account.id === account)
          .sort((a, b) => (a.id < b.id ? 1 : -1));
        const newestGood = ofAccount.findIndex(({ manifest }) => isGood(manifest));
        const untouchable = newestGood < 0 ? ofAccount : ofAccount.slice(0, newestGood + 1);
        expect(untouchable.filter(({ id }) => removed.has(id))).toEqual([]);
        const keptGood = ofAccount.filter(({ id, manifest }) => isGood(manifest) && !removed.has(id));
        const good = ofAccount.filter(({ manifest }) => isGood(manifest));
        expect(keptGood.length).toBeGreaterThanOrEqual(Math.min(rules.last, good.length));
      }
    }),
  );
});

test.each([
  ["2021-01-03T23:59:59.999Z", "2020-W53"],
  ["2021-01-04T00:00:00Z", "2021-W01"],
  ["2024-12-29T12:00:00Z", "2024-W52"],
  ["2024-12-30T00:00:00Z", "2025-W01"],
  ["2026-01-01T00:00:00Z", "2026-W01"],
  ["2026-11-22T23:59:59Z", "2026-W47"],
  ["2027-01-01T00:00:00Z", "2026-W53"],
  ["2027-01-03T23:59:59Z", "2026-W53"],
  ["2027-01-04T00:00:00Z", "2027-W01"],
  ["2027-12-31T00:00:00Z", "2027-W52"],
])("%s lies in the week %s", (at, week) => {
  expect(toIsoWeek(new Date(at))).toBe(week);
});

/** A whole id, or a day alone, at two o'clock. */
function toId(day: string): string {
  return day.includes("T") ? day : `${day}T02-00-00Z`;
}

function makeSnapshot(day: string, given: Partial<Manifest> = {}) {
  const manifest = makeManifest({ ...given, id: toId(day) });
  return { kind: manifest.kind, id: manifest.id, manifest };
}
