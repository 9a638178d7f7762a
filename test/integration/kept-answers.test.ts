import { expect, test } from "vitest";
import type { ApiGet } from "../../src/lib/spotify/request.ts";
import { listNames, readAll, writeText } from "../export/archive-files.ts";
import { at, day, newState, openAnsweredRun } from "../kept-answers.ts";

test("an answer is given again once, and then Spotify is asked", async () => {
  const archive = await newState();
  const killed = await openAnsweredRun(archive, 0);
  expect(killed.answers).toMatchObject({ isGoingOn: false, startedAt: at(0) });
  await killed.ask("/me/tracks", { limit: 50, offset: 0 });
  expect(killed.answers.countReused()).toBe(0);

  const next = await openAnsweredRun(archive, 60);

  expect(next.answers).toMatchObject({ isGoingOn: true, startedAt: at(0) });
  expect(await next.ask("/me/tracks", { limit: 50, offset: 0 })).toEqual({ path: "/me/tracks", askedAt: 0 });
  expect(await next.ask("/me/tracks", { limit: 50, offset: 0 })).toEqual({ path: "/me/tracks", askedAt: 60 });
  expect(next.answers.countReused()).toBe(1);
  expect(next.warnings).toEqual([]);
});

test("a run does not give its own answers again", async () => {
  const run = await openAnsweredRun(await newState(), 0);
  await run.ask("/me", {}, 0);
  expect(await run.ask("/me", {}, 1)).toMatchObject({ askedAt: 1 });
});

test("of the same question asked at once, one gets the kept answer and the other a new one", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const next = await openAnsweredRun(archive, 60);
  const answers = await Promise.all([next.ask("/me"), next.ask("/me")]);
  expect(answers).toEqual([
    expect.objectContaining({ askedAt: 0 }),
    expect.objectContaining({ askedAt: 60 }),
  ]);
});

test.each<[string, string, Parameters<ApiGet>[1]]>([
  ["another path", "/me/albums", { limit: 50, offset: 50 }],
  ["another offset", "/me/tracks", { limit: 50, offset: 0 }],
  ["another limit", "/me/tracks", { limit: 20, offset: 50 }],
  ["no query", "/me/tracks", {}],
])("a question with %s is another question", async (_, path, query) => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me/tracks", { limit: 50, offset: 50 });
  const next = await openAnsweredRun(archive, 60);
  expect(await next.ask(path, query)).toMatchObject({ askedAt: 60 });
  expect(next.answers.countReused()).toBe(0);
});

test("several answers to a question come in the order in which they were given, also across runs", async () => {
  const archive = await newState();
  const first = await openAnsweredRun(archive, 0);
  let number = 0;
  const numbered = first.recall(async () => {
    number += 1;
    return { number };
  });
  const withinSecond = { limit: 50, offset: 50 };
  await numbered("/me/albums", withinSecond);
  await numbered("/me/albums", withinSecond);
  await first.ask("/me", {}, 1);
  await first.ask("/me", {}, 2);
  const second = await openAnsweredRun(archive, 10);
  expect(await second.ask("/me")).toMatchObject({ askedAt: 1 });
  expect(await second.ask("/me")).toMatchObject({ askedAt: 2 });
  await second.ask("/me", {}, 11);

  const third = await openAnsweredRun(archive, 20);

  expect(await third.ask("/me/albums", withinSecond)).toEqual({ number: 1 });
  expect(await third.ask("/me/albums", withinSecond)).toEqual({ number: 2 });
  expect(await third.ask("/me")).toMatchObject({ askedAt: 1 });
  expect(await third.ask("/me")).toMatchObject({ askedAt: 2 });
  expect(await third.ask("/me")).toMatchObject({ askedAt: 11 });
  expect(await third.ask("/me")).toMatchObject({ askedAt: 20 });
  expect(third.answers.startedAt).toEqual(at(0));
  expect(third.answers.countReused()).toBe(5);
});

test("of two runs side by side that went on with the same one, the one that was active last is gone on with", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/of/both");
  const one = await openAnsweredRun(archive, 60);
  const other = await openAnsweredRun(archive, 61);
  await one.ask("/of/one", {}, 62);
  await other.ask("/of/other", {}, 63);

  const next = await openAnsweredRun(archive, 120);

  expect(await next.ask("/of/both")).toMatchObject({ askedAt: 0 });
  expect(await next.ask("/of/other")).toMatchObject({ askedAt: 63 });
  expect(await next.ask("/of/one")).toMatchObject({ askedAt: 120 });
});

test("once a playlist's object was asked for, none of its kept pages is given again", async () => {
  const archive = await newState();
  const page = { limit: 50, offset: 100 };
  const killed = await openAnsweredRun(archive, 0);
  await killed.ask("/playlists/x/items", page);
  await killed.ask("/playlists/y/items", page);

  const next = await openAnsweredRun(archive, 60);

  expect(await next.ask("/playlists/x")).toMatchObject({ askedAt: 60 });
  expect(await next.ask("/playlists/x/items", page)).toMatchObject({ askedAt: 60 });
  expect(await next.ask("/playlists/y/items", page)).toMatchObject({ askedAt: 0 });
});

test("another folder's answers are not seen", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const before = await readAll(archive);
  const other = await openAnsweredRun(archive, 60, { folder: "accounts/two/playlists/answers" });
  expect(other.answers.isGoingOn).toBe(false);
  await other.ask("/me");
  await other.answers.finish();
  expect(await readAll(archive)).toEqual(before);
});

test("finishing forgets what was used and what is too old, and nothing else", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, -day)).ask("/stale");
  await (await openAnsweredRun(archive, -day, { mode: "full" })).ask("/stale/full");
  await (await openAnsweredRun(archive, 0)).ask("/used");
  await (await openAnsweredRun(archive, 1)).ask("/never/asked/again");
  await (await openAnsweredRun(archive, 2, { mode: "full" })).ask("/full");
  const fullNames = await listNames(archive, "accounts/one/playlists/answers/2026-11-22T02-00-02Z_full");
  const foreign = ["accounts/one/playlists/answers/note.txt", "accounts/one/playlists/answers/a_b_c/d.json"];
  for (const name of foreign) {
    await writeText(archive, name, "not ours");
  }

  const run = await openAnsweredRun(archive, 60);
  await run.ask("/used");
  await run.ask("/new");
  const living = await openAnsweredRun(archive, 61);
  await living.ask("/of/a/living/run");
  const livingNames = (await listNames(archive)).filter((name) => name.includes("T02-01-01Z_000000_"));
  await run.answers.finish();

  expect(fullNames).toHaveLength(1);
  expect(livingNames).toHaveLength(1);
  expect(await listNames(archive)).toEqual([...foreign, ...fullNames, ...livingNames].sort());
  // The living run goes on with what it has, and asks for what is gone.
  expect(await living.ask("/used")).toMatchObject({ askedAt: 61 });
});
