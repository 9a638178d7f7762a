import { expect, test } from "vitest";
import { listNames } from "../export/archive-files.ts";
import { at, day, hour, newState, openAnsweredRun } from "../kept-answers.ts";

test("a run goes on only with one of its own mode", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0, { mode: "full" })).ask("/me");

  const usual = await openAnsweredRun(archive, 60);
  expect(usual.answers).toMatchObject({ isGoingOn: false, startedAt: at(60) });
  expect(await usual.ask("/me")).toMatchObject({ askedAt: 60 });
  await usual.answers.finish();

  const full = await openAnsweredRun(archive, 120, { mode: "full" });
  expect(full.answers).toMatchObject({ isGoingOn: true, startedAt: at(0) });
  expect(await full.ask("/me")).toMatchObject({ askedAt: 0 });
});

test.each<[string, { now: number; pauses?: readonly (readonly [number, number])[]; isGoingOn: boolean }]>([
  ["a second less than 6 hours after its last answer", { now: 6 * hour - 1, isGoingOn: true }],
  ["6 hours after its last answer", { now: 6 * hour, isGoingOn: false }],
  [
    "a second less than 6 hours after the end of a pause that followed",
    { now: 26 * hour - 1, pauses: [[1, 20 * hour]], isGoingOn: true },
  ],
  ["6 hours after the end of its pause", { now: 26 * hour, pauses: [[1, 20 * hour]], isGoingOn: false }],
  ["within a pause of days", { now: 5 * day, pauses: [[1, 6 * day]], isGoingOn: true }],
  [
    "after another run was paused, days after its last answer",
    { now: 3 * day + 2 * hour, pauses: [[3 * day, 3 * day + hour]], isGoingOn: false },
  ],
  [
    "a second less than 28 days after its start",
    { now: 28 * day - 1, pauses: [[1, 28 * day]], isGoingOn: true },
  ],
  ["28 days after its start", { now: 28 * day, pauses: [[1, 28 * day]], isGoingOn: false }],
  [
    "after a pause that was over before its last answer",
    { now: 5 * hour, pauses: [[-2 * day, -day]], isGoingOn: true },
  ],
])("%s a run is gone on with, or is not", async (_, { now, pauses = [], isGoingOn }) => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const known = pauses.map(([from, until]) => ({ from: at(from), until: at(until) }));
  const next = await openAnsweredRun(archive, now, { pauses: known });
  expect(next.answers).toMatchObject({ isGoingOn, startedAt: at(isGoingOn ? 0 : now) });
  expect(await next.ask("/me")).toMatchObject({ askedAt: isGoingOn ? 0 : now });
});

test.each<[string, number, boolean]>([
  ["before it began", -1, true],
  ["when it began", 0, false],
  ["after it began", 30, false],
])(
  "where the newest snapshot began %s, a run is gone on with, or is not",
  async (_, publishedAt, isGoingOn) => {
    const archive = await newState();
    await (await openAnsweredRun(archive, 0)).ask("/me");
    const next = await openAnsweredRun(archive, 60, { publishedAt: at(publishedAt) });
    expect(next.answers.isGoingOn).toBe(isGoingOn);
    await next.answers.finish();
    expect(await listNames(archive)).toEqual([]);
  },
);

test("a run that is gone on with again and again is as old as its first answer, and 28 days at the most", async () => {
  const archive = await newState();
  const step = 2 * day;
  const pauses = Array.from({ length: 14 }, (_, index) => ({
    from: at(index * step + hour),
    until: at((index + 1) * step - hour),
  }));
  for (let now = 0; now < 28 * day; now += step) {
    const run = await openAnsweredRun(archive, now, { pauses });
    expect(run.answers.startedAt).toEqual(at(0));
    await run.ask(`/at/${now}`);
  }
  const late = await openAnsweredRun(archive, 28 * day, { pauses });
  expect(late.answers.startedAt).toEqual(at(28 * day));
  expect(await late.ask("/at/0")).toMatchObject({ askedAt: 28 * day });
});
