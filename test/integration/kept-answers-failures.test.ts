import { expect, test } from "vitest";
import { PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { listNames, misreadArchive, readAll, replaceText } from "../export/archive-files.ts";
import { at, hour, newState, openAnsweredRun } from "../kept-answers.ts";

test("an answer that was cut off anywhere is asked again, and it is told", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const [[name, text] = ["", ""]] = await readAll(archive);
  for (let length = 0; length < text.length; length += 1) {
    const cut = misreadArchive(archive, (bytes) => bytes.subarray(0, length));
    const { answers, warnings } = await openAnsweredRun(cut, 60);
    const get = answers.recall(async () => "asked");
    expect(await get("/me")).toBe("asked");
    expect(answers.countReused()).toBe(0);
    expect(warnings).toMatchObject([{ name }]);
    await archive.remove((await listNames(archive)).find((other) => other !== name) ?? "");
  }
});

test.each([
  ["is of another form", '{"question":"/me?"}'],
  ["holds an answer to something else", '{"question":"/you?","body":{}}'],
  ["is no JSON", "no JSON"],
])("an answer that %s is asked again", async (_, content) => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const [name = ""] = await listNames(archive);
  await replaceText(archive, name, content);
  const next = await openAnsweredRun(archive, 60);
  expect(await next.ask("/me")).toMatchObject({ askedAt: 60 });
  expect(next.answers.countReused()).toBe(0);
});

test("an answer that is removed after it was listed is asked again", async () => {
  const archive = await newState();
  await (await openAnsweredRun(archive, 0)).ask("/me");
  const next = await openAnsweredRun(archive, 60);
  for (const name of await listNames(archive)) {
    await archive.remove(name);
  }
  expect(await next.ask("/me")).toMatchObject({ askedAt: 60 });
  expect(next.warnings).toHaveLength(1);
  await next.answers.finish();
  expect(await listNames(archive)).toEqual([]);
});

test.each([403, 404])(
  "a refusal with %i is given again as it was, where it is of one playlist",
  async (status) => {
    const archive = await newState();
    const refusal = new SpotifyError(`GET /playlists/x failed: ${status}.`, { status });
    const killed = await openAnsweredRun(archive, 0);
    await expect(killed.recall(async () => Promise.reject(refusal))("/playlists/x")).rejects.toBe(refusal);

    const next = await openAnsweredRun(archive, 60);
    const again = await next.ask("/playlists/x").catch((error: unknown) => error);

    expect(again).toBeInstanceOf(SpotifyError);
    expect(again).toMatchObject({ message: refusal.message, status });
    expect(next.answers.countReused()).toBe(1);
    expect(await next.ask("/playlists/x")).toMatchObject({ askedAt: 60 });
  },
);

test.each([403, 404])(
  "a refusal with %i that is of the app or of the consent is not kept",
  async (status) => {
    const archive = await newState();
    const run = await openAnsweredRun(archive, 0);
    const refusal = new SpotifyError("Insufficient client scope", { status });
    for (const path of ["/me", "/me/playlists", "/me/tracks"]) {
      await expect(run.recall(async () => Promise.reject(refusal))(path)).rejects.toBe(refusal);
    }
    expect(await listNames(archive)).toEqual([]);
  },
);

test.each<[string, Error]>([
  ["401", new SpotifyError("refused", { status: 401 })],
  ["429", new SpotifyError("too many", { status: 429 })],
  ["500", new SpotifyError("failed", { status: 500 })],
  ["a broken connection", new SpotifyError("broken")],
  ["a pause", new PausedError("paused", at(hour))],
  ["a bug", new TypeError("a bug")],
])("%s is no answer and is not kept", async (_, failure) => {
  const archive = await newState();
  const run = await openAnsweredRun(archive, 0);
  await expect(run.recall(async () => Promise.reject(failure))("/me")).rejects.toBe(failure);
  expect(await listNames(archive)).toEqual([]);
});
