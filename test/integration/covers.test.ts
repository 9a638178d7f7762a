import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { verifySnapshot } from "../../src/lib/verify/verify-snapshot.ts";
import { listNames, readBytes, writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { startMachine } from "../export/machine.ts";
import { inDays, pruneLater } from "../export/prune-later.ts";
import { makeJpeg } from "../fake-spotify/make-jpeg.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";

const album = makeAlbum({ name: "An album", artists: [makeArtist({ name: "An artist" })] });
const entries = [makeEntry(makeTrack({ name: "A song", album }))];
const mine = makeJpeg("mine");

function makeCoveredLibrary() {
  return makeLibrary({
    playlists: [
      makePlaylist({ name: "Covered", entries, cover: mine }),
      makePlaylist({ name: "Covered alike", entries, cover: mine }),
      makePlaylist({ name: "Of Spotify's making", entries }),
      makePlaylist({ name: "Theirs", access: "followed", cover: makeJpeg("theirs") }),
    ],
  });
}

function coversOf({ covers }: Manifest): NonNullable<Manifest["covers"]> {
  return covers ?? expect.fail("the manifest names no covers");
}

async function expectWhole(archive: Archive, manifest: Manifest): Promise<void> {
  const { problems } = await verifySnapshot(archive, manifest, { onProgress: () => {} });
  expect(problems).toEqual([]);
}

describe.each(archives)("in $kind", ({ openNew }) => {
  test("the covers that the user has set are kept, each image once, and nobody else's", async () => {
    const machine = await startMachine({ library: makeCoveredLibrary() });
    const archive = await openNew();
    const manifest = await machine.run("playlists", { archive });

    const { kept, unavailable } = coversOf(manifest);
    const [first, second] = machine.fake.library.playlists;
    expect(kept.map(({ id }) => id)).toEqual([first?.id, second?.id]);
    expect(new Set(kept.map(({ name }) => name)).size).toBe(1);
    expect(unavailable).toEqual([]);
    expect(await readBytes(archive, kept[0]?.name ?? "")).toEqual(mine);
    await expectWhole(archive, manifest);
  });
});

test("a cover that is held is not fetched again, and a new one is", async () => {
  const machine = await startMachine({ library: makeCoveredLibrary() });
  await machine.run("playlists");
  const fetched = machine.fake.requests.image.length;
  await machine.run("playlists");
  expect(machine.fake.requests.image).toHaveLength(fetched);

  const [first] = machine.fake.library.playlists;
  Object.assign(first ?? {}, { cover: makeJpeg("another") });
  const manifest = await machine.run("playlists");
  expect(machine.fake.requests.image).toHaveLength(fetched + 1);
  expect(new Set(coversOf(manifest).kept.map(({ name }) => name)).size).toBe(2);
});

test.each([
  ["an image server that stays away", { kind: "answer", status: 503, body: "" }, /503/],
  ["an image that is gone", { kind: "answer", status: 404, body: "" }, /404/],
  ["a page in the place of an image", { kind: "answer", status: 200, body: "<html>" }, /no image/],
  ["a connection that breaks", { kind: "reset" }, /connection failed/],
] as const)(
  "%s costs a declared cover and nothing else, and the next export asks again",
  async (_, does, reason) => {
    const machine = await startMachine({ library: makeCoveredLibrary() });
    machine.fake.misbehave({ service: "image", times: Number.POSITIVE_INFINITY, does });
    const manifest = await machine.run("playlists");

    expect(manifest.status).toBe("complete");
    const { kept, unavailable } = coversOf(manifest);
    expect(kept).toEqual([]);
    expect(unavailable).toMatchObject([{ name: "Covered" }, { name: "Covered alike" }]);
    expect(unavailable[0]?.reason).toMatch(reason);
    await expectWhole(machine.archive, manifest);

    machine.fake.behave();
    expect(coversOf(await machine.run("playlists")).kept).toHaveLength(2);
  },
);

test("an image server that fails for a moment is asked again", async () => {
  const machine = await startMachine({ library: makeCoveredLibrary() });
  machine.fake.misbehave({ service: "image", times: 2, does: { kind: "answer", status: 503, body: "" } });
  expect(coversOf(await machine.run("playlists")).kept).toHaveLength(2);
});

test("a cover that was changed or removed is found by verify, in each snapshot that names it", async () => {
  const machine = await startMachine({ library: makeCoveredLibrary() });
  const manifest = await machine.run("playlists");
  const name = coversOf(manifest).kept[0]?.name ?? "";
  const verify = async () =>
    (await verifySnapshot(machine.archive, manifest, { onProgress: () => {} })).problems;

  await machine.archive.remove(name);
  expect(await verify()).toMatchObject([{ file: name }]);
  await writeText(machine.archive, name, "x".repeat(mine.byteLength));
  expect(await verify()).toMatchObject([{ file: name, problem: expect.stringContaining("SHA-256") }]);
});

test("prune removes the covers that no snapshot names any more, a day after they were written", async () => {
  const library = makeCoveredLibrary();
  const machine = await startMachine({ library });
  const first = await machine.run("playlists");
  for (const playlist of library.playlists.slice(0, 2)) {
    Object.assign(playlist ?? {}, { cover: makeJpeg("another") });
  }
  await machine.run("playlists");
  const rules = { ...keepAll, last: 1 };
  const options = { archive: machine.archive, state: machine.state, rules };

  expect((await pruneLater({ ...options, now: new Date() })).covers).toEqual([]);
  expect((await pruneLater({ ...options, now: inDays(2) })).covers).toEqual([coversOf(first).kept[0]?.name]);
  const left = (await listNames(machine.archive)).filter((name) => name.startsWith("covers/"));
  expect(left).toHaveLength(1);
});
