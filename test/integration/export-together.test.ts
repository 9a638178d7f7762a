import { expect, test } from "vitest";
import { listSnapshotIds } from "../../src/lib/archive/snapshot.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { KilledError, startMemoryMachine } from "../export/memory-machine.ts";
import { answerNothing, answerPage, createLivePlaylists, range, toLike } from "../export/memory-spotify.ts";
import { readLibrary } from "../export/snapshot-documents.ts";

const minuteMs = 60 * 1_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A library of 20 likes and 3 playlists, whose user can like more, and whose runs can be ended at a path. */
function start() {
  const playlists = createLivePlaylists(["A", "B", "C"].map((id) => ({ id, owner: "me", length: 150 })));
  let likes = range(100, 120);
  const failures = new Map<string, Error>();
  const machine = startMemoryMachine((path, query) => {
    const failure = failures.get(path);
    if (failure !== undefined) {
      throw failure;
    }
    if (path === "/me/tracks") {
      return answerPage(likes.map(toLike), query);
    }
    return path.includes("/playlists") ? playlists.answer(path, query) : answerNothing(path, query);
  });
  return {
    machine,
    like(...numbers: readonly number[]) {
      likes = [...numbers, ...likes];
    },
    failAt(path: string, error: Error) {
      failures.set(path, error);
    },
    mend(path: string) {
      failures.delete(path);
    },
    async endAt(path: string, error: Error, run: () => Promise<unknown>) {
      failures.set(path, error);
      await expect(run()).rejects.toThrow(error.message);
      failures.delete(path);
    },
  };
}

test("an export of both kinds warns of nothing, the first time or later", async () => {
  const { machine } = start();
  await machine.runBoth();
  machine.sleep(dayMs);
  await machine.runBoth();
  expect(machine.warnings).toEqual([]);
});

test("a run that was killed days ago is not gone on with because another one was paused since", async () => {
  const { machine, like, endAt } = start();
  await endAt("/me/albums", new KilledError("killed"), () => machine.run("library"));
  machine.sleep(3 * dayMs);
  like(1, 2, 3);
  const pause = new PausedError("quota", new Date(machine.now() + hourMs));
  await endAt("/me/playlists", pause, () => machine.run("playlists"));
  machine.sleep(3 * hourMs);
  const startedAt = new Date(machine.now()).toISOString();

  const manifest = await machine.run("library");

  expect(manifest).toMatchObject({ status: "complete", startedAt, requests: { reused: 0 } });
  expect((await readLibrary(machine.archive, manifest)).tracks).toHaveLength(23);
});

test("an export of both kinds reads the library, though one was published since the playlists were killed", async () => {
  const { machine, like, endAt } = start();
  await machine.runBoth();
  machine.sleep(hourMs);
  await endAt("/me/playlists", new KilledError("killed"), () => machine.run("playlists"));
  machine.sleep(minuteMs);
  await machine.run("library");
  like(1, 2);
  machine.sleep(4 * hourMs);

  const [library, playlists] = await machine.runBoth();

  expect(library?.sections["tracks"]?.exported).toBe(22);
  expect(playlists?.status).toBe("complete");
});

test("an export of both kinds that was killed in the playlists gives the library that it has published", async () => {
  const { machine, like, endAt } = start();
  await endAt("/playlists/B", new KilledError("killed"), () => machine.runBoth());
  like(1);
  machine.sleep(hourMs);
  const asked = machine.asked.length;

  const [library, playlists] = await machine.runBoth();

  expect(library).toMatchObject({ kind: "library", sections: { tracks: { exported: 20 } } });
  expect(playlists).toMatchObject({ kind: "playlists", status: "complete" });
  expect(machine.asked.slice(asked).filter((question) => question.startsWith("/me/"))).toEqual([]);
  expect(machine.asked.slice(asked).filter((question) => question.startsWith("/playlists/A"))).toEqual([]);

  machine.sleep(minuteMs);
  const [next] = await machine.runBoth();
  expect(next?.sections["tracks"]?.exported).toBe(21);
});

test("an export of both kinds that was paused in the library goes on in it", async () => {
  const { machine, endAt } = start();
  const pause = new PausedError("quota", new Date(machine.now() + 30 * hourMs));
  await endAt("/me/shows", pause, () => machine.runBoth());
  machine.sleep(31 * hourMs);
  const asked = machine.asked.length;

  const manifests = await machine.runBoth();

  expect(manifests.map(({ status }) => status)).toEqual(["complete", "complete"]);
  expect(machine.asked.slice(asked).filter((question) => question.startsWith("/me/tracks"))).toEqual([]);
});

test("an export of both kinds that was killed a day ago begins anew", async () => {
  const { machine, like, endAt } = start();
  await endAt("/me/playlists", new KilledError("killed"), () => machine.runBoth());
  like(1);
  machine.sleep(dayMs);
  const [library] = await machine.runBoth();
  expect(library?.sections["tracks"]?.exported).toBe(21);
});

test("of an export of both kinds that was killed in the playlists, a library that is partial is tried again", async () => {
  const { machine, failAt, mend, endAt } = start();
  failAt("/me/shows", new SpotifyError("502 Bad Gateway", { status: 502 }));
  await endAt("/playlists/B", new KilledError("killed"), () => machine.runBoth());
  mend("/me/shows");
  machine.sleep(hourMs);
  const manifests = await machine.runBoth();
  expect(manifests.map(({ status }) => status)).toEqual(["complete", "complete"]);
  expect(await Array.fromAsync(listSnapshotIds(machine.archive, "library"))).toHaveLength(2);
});

test("what another account has published is nobody else's", async () => {
  const { machine, endAt } = start();
  await endAt("/playlists/B", new KilledError("killed"), () => machine.runBoth());
  await machine.run("library", { readProfile: async () => ({ id: "bert", display_name: "Bert" }) });

  const [library] = await machine.runBoth();

  expect(library?.account.id).not.toBe("bert");
});

test("what was published by another command, with other choices, does not stand for what was asked for", async () => {
  const { machine, like, endAt } = start();
  await endAt("/me/albums", new KilledError("killed"), () => machine.runBoth({ mode: "full" }));
  machine.sleep(minuteMs);
  await machine.run("library");
  like(1);
  machine.sleep(minuteMs);

  const [library] = await machine.runBoth({ mode: "full" });

  expect(library?.sections["tracks"]?.exported).toBe(21);
});
