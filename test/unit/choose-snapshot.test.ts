import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import type { Snapshot } from "../../src/lib/archive/snapshot.ts";
import {
  type ChoiceContext,
  chooseSnapshot,
  describeMissing,
  parseSnapshotExpression,
} from "../../src/lib/snapshot/choose-snapshot.ts";
import { makeManifest } from "../manifest.ts";

const me = { id: "me", display_name: "Me" };
const friend = { id: "friend", display_name: "Friend" };

function publish(id: string, given: Partial<Manifest> = {}): Snapshot {
  return { kind: "library", id, manifest: makeManifest({ id, account: me, ...given }) };
}

const damaged: Snapshot = {
  kind: "library",
  id: "2026-11-29T02-00-00Z",
  problem: "library/2026-11-29T02-00-00Z/manifest.json is damaged.",
};
const snapshots: readonly Snapshot[] = [
  publish("2025-12-31T23-59-59Z"),
  publish("2026-03-15T02-00-00Z", { status: "partial" }),
  publish("2026-03-15T02-30-00Z", {
    suspect: [{ section: "tracks", before: 100, now: 1, since: "2025-12-31T23-59-59Z" }],
  }),
  publish("2026-03-16T02-00-00Z", { account: friend }),
  publish("2026-11-22T02-00-00Z"),
  damaged,
  publish("a copy of mine"),
];

function choose(text: string, context: ChoiceContext = {}): string | undefined {
  const expression = parseSnapshotExpression(text);
  return expression && chooseSnapshot(snapshots, expression, context)?.id;
}

describe("a snapshot", () => {
  test.each([
    ["latest", "2026-11-22T02-00-00Z"],
    ["library/latest", "2026-11-22T02-00-00Z"],
    ["playlists/latest", undefined],
    ["previous", "2026-03-15T02-30-00Z"],
    ["2026-03-15T02-00-00Z", "2026-03-15T02-00-00Z"],
    ["library/2026-03-15T02-00-00Z", "2026-03-15T02-00-00Z"],
    ["playlists/2026-03-15T02-00-00Z", undefined],
    ["2026-03-15T02-00-01Z", undefined],
  ])("named %s is %s", (text, id) => {
    expect(choose(text)).toBe(id);
  });

  test.each([
    ["2024", undefined],
    ["2025", "2025-12-31T23-59-59Z"],
    ["2026", "2026-11-22T02-00-00Z"],
    ["2026-02", "2025-12-31T23-59-59Z"],
    ["2026-03", "2026-03-16T02-00-00Z"],
    ["2026-03-15", "2026-03-15T02-30-00Z"],
    ["2026-03-15T02", "2026-03-15T02-30-00Z"],
    ["2026-03-15T02-29", "2026-03-15T02-00-00Z"],
    ["2026-03-15T02-30-00", "2026-03-15T02-30-00Z"],
    ["2026-03-15T01", "2025-12-31T23-59-59Z"],
    ["2031-01-01", "2026-11-22T02-00-00Z"],
  ])("of the date %s is %s, the newest by its end", (text, id) => {
    expect(choose(text)).toBe(id);
  });

  test("that is previous belongs to the same account as the one that it comes before", () => {
    const next = makeManifest({ id: "2026-11-22T02-00-00Z", account: me });
    expect(choose("previous", { next })).toBe("2026-03-15T02-30-00Z");
    expect(choose("previous", { next: { ...next, account: friend } })).toBe("2026-03-16T02-00-00Z");
    expect(choose("previous", { next: { ...next, id: "2025-12-31T23-59-59Z" } })).toBeUndefined();
  });

  test("of a date is one of the account that is asked for, if there is any", () => {
    expect(choose("2026-03", { account: me })).toBe("2026-03-15T02-30-00Z");
    expect(choose("latest", { account: friend })).toBe("2026-03-16T02-00-00Z");
    expect(choose("2026-03", { account: { id: "nobody", display_name: null } })).toBe("2026-03-16T02-00-00Z");
  });

  test("that is dated later than now counts only where it is named", () => {
    const now = new Date("2026-03-16T01:00:00Z");
    expect(choose("latest", { now })).toBe("2026-03-15T02-30-00Z");
    expect(choose("previous", { now })).toBe("2026-03-15T02-00-00Z");
    expect(choose("2026", { now })).toBe("2026-03-15T02-30-00Z");
    expect(choose("2026-11-22T02-00-00Z", { now })).toBe("2026-11-22T02-00-00Z");
    expect(choose("latest", { now: new Date("2026-03-16T01:55:00Z") })).toBe("2026-03-16T02-00-00Z");
  });

  test("whose manifest cannot be read is an error only where it is named", () => {
    expect(choose("2026-11-30")).toBe("2026-11-22T02-00-00Z");
    expect(() => choose(damaged.id)).toThrow("library/2026-11-29T02-00-00Z/manifest.json is damaged.");
  });
});

test.each([
  "",
  "last",
  "26",
  "2026-3",
  "2026-13",
  "2026-02-31",
  "2026-04-31T12",
  "2025-02-29T02-00-00Z",
  "2026-11-22T24",
  "2026-11-22T25",
  "2026-",
  "others/latest",
  "library/",
])("%j names no snapshot", (text) => {
  expect(parseSnapshotExpression(text)).toBeUndefined();
});

describe("what is missing is told with what there is", () => {
  test.each([
    ["2024-01-01T00-00-00Z", "there is no library/2024-01-01T00-00-00Z (the newest: "],
    ["2024", "there is no library snapshot of 2024 or before (the newest: "],
    [
      "previous",
      "there is no library snapshot before 2025-12-31T23-59-59Z of the same account (the newest: ",
    ],
  ])("where %s was asked for", (text, message) => {
    const expression = parseSnapshotExpression(text);
    const next = makeManifest({ id: "2025-12-31T23-59-59Z" });
    expect(
      expression && describeMissing(snapshots.slice(0, 4), { ...expression, kind: "library" }, { next }),
    ).toBe(`${message}2026-03-15T02-00-00Z, 2026-03-15T02-30-00Z, 2026-03-16T02-00-00Z)`);
  });

  test("where there is nothing", () => {
    const expression = { type: "latest", name: "latest", kind: "playlists" } as const;
    expect(describeMissing(snapshots, expression)).toBe("there are no playlists snapshots");
  });
});
