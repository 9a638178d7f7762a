import { describe, expect, test } from "vitest";
import { toSnapshotId } from "../../src/lib/archive/snapshot.ts";
import {
  findChain,
  isFresh,
  type KeptAnswer,
  parseAnswerName,
  toRunFolder,
} from "../../src/lib/state/kept-answer.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const epochMs = Date.parse("2026-11-22T02:00:00Z");
const at = (seconds: number) => new Date(epochMs + seconds * 1_000);

/** An answer of a run whose id and parent are digits that are repeated; the parent 0 is none. */
function answer(id: number, parent: number, { answered = 0, mode = "usual", number = 0 } = {}): KeptAnswer {
  const run = `${toSnapshotId(at(0))}_${mode}_${String(id).repeat(8)}_${String(parent).repeat(8)}`;
  const file = `${toSnapshotId(at(answered))}_${String(number).padStart(6, "0")}_${"ab".repeat(12)}.json`;
  const [parsed] = parseAnswerName(`accounts/one/library/answers/${run}/${file}`);
  if (parsed === undefined) {
    throw new TypeError(`${run}/${file} is no name of an answer.`);
  }
  return parsed;
}

function idsOf(answers: readonly KeptAnswer[], wanted: { mode?: string; isFresh?: () => boolean } = {}) {
  const chain = findChain(answers, { mode: "usual", isFresh: () => true, ...wanted });
  return chain.map(({ id }) => Number(id[0]));
}

describe("the name of an answer", () => {
  test("tells its run, with the one that it goes on with, and its time and number", () => {
    const parent = toRunFolder({ startedAt: at(0), mode: "full" });
    const child = toRunFolder({ startedAt: at(0), mode: "full", parent: parent.id });
    const name = `answers/${child.folder}/${toSnapshotId(at(90))}_000012_${"0f".repeat(12)}.json`;
    expect(parseAnswerName(name)).toEqual([
      {
        name,
        run: { folder: child.folder, startedAt: at(0), mode: "full", id: child.id, parent: parent.id },
        answeredAt: at(90),
        number: 12,
        key: "0f".repeat(12),
      },
    ]);
    expect(child.id).not.toBe(parent.id);
  });

  test.each([
    "answers/note.txt",
    "answers/a_b_c/d.json",
    `answers/2026-11-22T02-00-00Z_usual_0123456789/2026-11-22T02-00-00Z_000000_${"0f".repeat(12)}.json`,
    `answers/yesterday_usual_01234567_00000000/2026-11-22T02-00-00Z_000000_${"0f".repeat(12)}.json`,
    `answers/2026-11-22T02-00-00Z_usual_01234567_00000000/today_000000_${"0f".repeat(12)}.json`,
  ])("is not %s", (name) => {
    expect(parseAnswerName(name)).toEqual([]);
  });
});

describe("of the runs that have kept answers", () => {
  test.each<[string, KeptAnswer[], number[]]>([
    ["nothing is gone on with where there are none", [], []],
    ["the only one is gone on with", [answer(1, 0)], [1]],
    [
      "the one that was active last comes with its ancestors, the first one first",
      [answer(3, 2, { answered: 3 }), answer(1, 0, { answered: 1 }), answer(2, 1, { answered: 2 })],
      [1, 2, 3],
    ],
    [
      "of two side by side only the one that was active last is gone on with",
      [answer(1, 0, { answered: 5 }), answer(2, 0, { answered: 9 }), answer(2, 0, { answered: 1 })],
      [2],
    ],
    [
      "of two that went on with the same one, it comes with the one that was active last",
      [answer(1, 0), answer(2, 1, { answered: 7 }), answer(3, 1, { answered: 6 })],
      [1, 2],
    ],
    [
      "one that was gone on with but was active later itself comes alone",
      [answer(1, 0, { answered: 9 }), answer(2, 1, { answered: 7 })],
      [1],
    ],
    [
      "one whose parent is gone comes from there on",
      [answer(1, 0), answer(3, 2, { answered: 3 }), answer(4, 3, { answered: 4 })],
      [3, 4],
    ],
    [
      "one of another mode is not gone on with",
      [answer(1, 0), answer(2, 0, { answered: 9, mode: "full" })],
      [1],
    ],
  ])("%s", (_, answers, expected) => {
    expect(idsOf(answers)).toEqual(expected);
    expect(idsOf(answers.toReversed())).toEqual(expected);
  });

  test("none is gone on with that is not fresh, whatever was active before it", () => {
    const answers = [answer(1, 0, { answered: 1 }), answer(2, 0, { answered: 2 })];
    expect(idsOf(answers, { isFresh: () => false })).toEqual([]);
    const chain = findChain(answers, { mode: "usual", isFresh: (_, lastAt) => lastAt < at(2) });
    expect(chain.map(({ id }) => id[0])).toEqual(["1"]);
  });

  test("each is as old as its last answer", () => {
    const lastAts = new Map<string, Date>();
    findChain([answer(1, 0, { answered: 3 }), answer(1, 0, { answered: 8 }), answer(1, 0, { answered: 5 })], {
      mode: "usual",
      isFresh: ({ id }, lastAt) => lastAts.set(id, lastAt).size > 0,
    });
    expect([...lastAts.values()]).toEqual([at(8)]);
  });
});

type Pauses = readonly (readonly [from: number, until: number])[];

test.each<[boolean, string, { lastAt?: number; now: number; pauses?: Pauses }]>([
  [true, "active a moment ago", { now: 1 }],
  [true, "active a second less than 6 hours ago", { now: 6 * hour - 1 }],
  [false, "active 6 hours ago", { now: 6 * hour }],
  [true, "paused at once until an hour ago", { now: 21 * hour, pauses: [[1, 20 * hour]] }],
  [false, "paused at once until 6 hours ago", { now: 26 * hour, pauses: [[1, 20 * hour]] }],
  [true, "followed by a pause of hours later", { now: 21 * hour, pauses: [[6 * hour - 1, 20 * hour]] }],
  [false, "dead when the pause of another began", { now: 8 * hour, pauses: [[6 * hour, 7 * hour]] }],
  [
    true,
    "followed by a chain of pauses, in whatever order they are known",
    {
      now: 65 * hour,
      pauses: [
        [45 * hour, 60 * hour],
        [1, 20 * hour],
        [25 * hour, 40 * hour],
      ],
    },
  ],
  [
    false,
    "followed by a chain of pauses that broke off",
    {
      now: 65 * hour,
      pauses: [
        [1, 20 * hour],
        [26 * hour, 40 * hour],
        [41 * hour, 60 * hour],
      ],
    },
  ],
  [true, "active after its last pause", { lastAt: 30 * hour, now: 35 * hour, pauses: [[1, 20 * hour]] }],
  [false, "28 days old", { lastAt: 28 * day - 1, now: 28 * day }],
  [true, "a second less than 28 days old", { lastAt: 28 * day - 2, now: 28 * day - 1 }],
])("it is %s that a run is fresh that was %s", (expected, _, { lastAt = 0, now, pauses = [] }) => {
  const known = pauses.map(([from, until]) => ({ from: at(from), until: at(until) }));
  expect(isFresh({ startedAt: at(0), lastAt: at(lastAt) }, { pauses: known, now: at(now) })).toBe(expected);
});
