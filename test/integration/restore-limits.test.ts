import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { ArchiveError, ConsentError, ExporterError } from "../../src/lib/errors.ts";
import { exportSnapshot } from "../../src/lib/export/export-snapshot.ts";
import { createExportTools, startOfExport } from "../export/export-tools.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { makeJpeg } from "../fake-spotify/make-jpeg.ts";
import { makeAlbum, makeArtist, makeTrack } from "../fake-spotify/make-music.ts";
import { makeEntry, makeLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";
import { toFacts } from "../restore/account-facts.ts";
import { restoreFrom } from "../restore/restore-from.ts";
import { createRestoreTools } from "../restore/restore-tools.ts";
import { startRestorer } from "../restore/restorer.ts";
import { failureOf } from "../setup/failure.ts";

const album = makeAlbum({ name: "Album", artists: [makeArtist({ name: "Artist" })] });
const makeEntries = (count: number) =>
  Array.from({ length: count }, (_, index) => makeEntry(makeTrack({ name: `Song ${index}`, album })));
const onePlaylist = (given: Parameters<typeof makePlaylist>[0]) =>
  makeLibrary({ playlists: [makePlaylist(given)] });

describe("what Spotify limits", () => {
  test("a playlist of 11,000 entries is put back whole, by the fewest requests", async () => {
    const library = onePlaylist({ name: "Full", entries: makeEntries(11_000) });
    const { restore, library: mine, writes } = await startRestorer({ library });
    const { report } = await restore();
    expect(report?.failures).toEqual([]);
    expect(toFacts(mine).playlists[0]?.entries).toEqual(toFacts(library).playlists[0]?.entries);
    expect(writes()).toHaveLength(111);
  });

  test("one that Spotify lets grow no further is told, and the others are put back", async () => {
    const library = makeLibrary({
      playlists: [
        makePlaylist({ name: "Short", entries: makeEntries(3) }),
        makePlaylist({ name: "Long", entries: makeEntries(150) }),
      ],
    });
    const { restore, library: mine } = await startRestorer({ library, longestPlaylist: 120 });
    const { report } = await restore();
    expect(report?.failures).toEqual([{ where: "Long", reason: expect.stringContaining("size limit") }]);
    expect(mine.playlists.map((playlist) => [playlist?.name, playlist?.entries.length])).toEqual([
      ["Short", 3],
      ["Long", 100],
    ]);
  });

  test("a name of 300 characters is cut where Spotify ends names, as the plan says", async () => {
    const { restore, library: mine } = await startRestorer({
      library: onePlaylist({ name: "x".repeat(300) }),
    });
    const { prepared, report } = await restore();
    expect(report?.failures).toEqual([]);
    expect(mine.playlists[0]?.name).toBe("x".repeat(200));
    expect(prepared.plan.losses).toContainEqual(expect.objectContaining({ reason: "name-changed" }));
  });

  test("a URI that Spotify never had costs neither the playlist nor its order", async () => {
    const entries = makeEntries(5);
    const unknown = makeEntry(makeTrack({ name: "Unknown", album, id: "not-an-id" }));
    const library = onePlaylist({ name: "Odd", entries: entries.toSpliced(2, 0, unknown) });
    const { restore, library: mine, writes } = await startRestorer({ library });
    const { report } = await restore();
    expect(toFacts(mine).playlists[0]?.entries).toEqual(
      entries.map(({ item }) => (item?.kind === "track" ? item.id : "")),
    );
    expect(report?.refused).toEqual([{ uri: "spotify:track:not-an-id", name: "Unknown", where: "Odd" }]);
    const before = writes().length;
    await restore();
    expect(writes()).toHaveLength(before);
  });

  test("a cover that Spotify does not take costs nothing but the cover", async () => {
    const library = onePlaylist({ name: "Odd", entries: makeEntries(1), cover: makeJpeg("Cover") });
    const { restore, fake, library: mine, writes } = await startRestorer({ library });
    fake.misbehave({
      when: ({ path }) => path.endsWith("/images"),
      does: { kind: "answer", status: 400, body: { error: { status: 400, message: "Bad image" } } },
    });
    const { report } = await restore();
    expect(report?.failures).toEqual([{ where: "Odd", reason: expect.stringContaining("Bad image") }]);
    expect(mine.playlists).toHaveLength(1);
    const before = writes().length;
    await restore();
    expect(writes()).toHaveLength(before);
  });
});

test("a cover that is gone from the archive costs nothing but the cover, and is set once it is there again", async () => {
  const library = onePlaylist({ name: "Odd", entries: makeEntries(1), cover: makeJpeg("Cover") });
  const { restore, archive, library: mine, writes } = await startRestorer({ library });
  const [file] = await Array.fromAsync(archive.list("covers/"));
  const name = file?.name ?? "";
  const image = await Array.fromAsync(archive.read(name));
  await archive.remove(name);
  const { report } = await restore({ faults: "accepted" });
  expect(report?.failures).toEqual([
    { where: "Odd", reason: expect.stringContaining("There is no covers/") },
  ]);
  expect(mine.playlists).toMatchObject([{ name: "Odd", entries: [{}] }]);

  await archive.write(name, Readable.from(image), { contentType: "image/jpeg" });
  const before = writes().length;
  const { prepared } = await restore();
  expect(prepared.plan.requests.writes).toBe(1);
  expect(writes().slice(before)).toEqual(["PUT /playlists/ID/images"]);
  expect(toFacts(mine).playlists).toEqual(toFacts(library).playlists);
});

describe("before anything is sent", () => {
  test("a consent that lacks a scope is told with the scope and the command", async () => {
    const { archive, account, fake } = await startRestorer({ library: onePlaylist({ name: "One" }) });
    const state = createMemoryArchive();
    const scopes = [...READ_SCOPES, ...WRITE_SCOPES].filter((scope) => scope !== "ugc-image-upload");
    const tools = {
      ...createRestoreTools(account, { archive, state }),
      readConsent: async () => ({ givenAt: startOfExport, scopes, accountId: "newcomer" }),
    };
    const before = fake.requests.api.length + fake.requests.token.length;
    const error = await failureOf(restoreFrom(archive, account, { state, tools }));
    expect(error).toBeInstanceOf(ConsentError);
    expect(error.message).toContain("(ugc-image-upload)");
    expect(error.message).toContain("spotify-exporter login --restore");
    expect(fake.requests.api.length + fake.requests.token.length).toBe(before);
  });

  test("a snapshot that verify finds fault with is refused, unless that is accepted", async () => {
    const library = onePlaylist({ name: "One", entries: makeEntries(2) });
    const { archive, restore, library: mine } = await startRestorer({ library });
    const file = (await Array.fromAsync(archive.list("playlists/"))).find(({ name }) =>
      /playlist-items_.*csv$/.test(name),
    );
    await archive.remove(file?.name ?? "");

    const choice = { sections: [], playlists: "all" } as const;
    const failure = restore({ choice });
    await expect(failure).rejects.toBeInstanceOf(ArchiveError);
    await expect(failure).rejects.toThrow(/playlist-items.*\n.*--force/s);
    expect(mine.playlists).toEqual([]);
    const { problems } = await restore({ choice, faults: "accepted" });
    expect(problems).toHaveLength(1);
    expect(mine.playlists).toHaveLength(1);
  });

  test("a plan changes nothing, and keeps nobody from restoring", async () => {
    const { restore, library: mine, writes } = await startRestorer({ library: onePlaylist({ name: "One" }) });
    await restore({
      purpose: "plan",
      decide: async () => {
        await restore();
        return "stop";
      },
    });
    expect(mine.playlists).toHaveLength(1);
    expect(writes()).toEqual(["POST /me/playlists"]);
  });
});

describe("which restore it is", () => {
  test("the second of two at once is refused, and the first goes on", async () => {
    const { restore, library: mine } = await startRestorer({ library: onePlaylist({ name: "One" }) });
    await restore({
      decide: async () => {
        const second = restore();
        await expect(second).rejects.toBeInstanceOf(ExporterError);
        await expect(second).rejects.toThrow(/is under way/);
        const other = restore({ choice: { sections: ["tracks"], playlists: [] }, into: "same" });
        await expect(other, "whatever it restores").rejects.toThrow(/is under way/);
        return "go on";
      },
    });
    expect(mine.playlists).toHaveLength(1);
    await expect(restore(), "when it has ended").resolves.toBeDefined();
  });

  test("one that was interrupted goes on with its snapshot, though there is a newer one", async () => {
    const library = onePlaylist({ name: "One", entries: makeEntries(3) });
    const { archive, restore, fake, library: mine, state } = await startRestorer({ library });
    fake.misbehave({
      when: ({ method, path }) => method === "POST" && path.endsWith("/items"),
      does: { kind: "rate-limit", retryAfter: 80_000, reason: "QUOTA_EXCEEDED" },
    });
    await expect(restore({ sending: { now: () => startOfExport.getTime() } })).rejects.toThrow();

    const tomorrow = new Date(startOfExport.getTime() + 90_000_000);
    library.playlists[0]?.entries.pop();
    const tools = createExportTools(fake, { archive, state: createMemoryArchive(), now: () => tomorrow });
    await exportSnapshot("playlists", tools);
    await exportSnapshot("library", tools);
    const { prepared } = await restore({ now: () => tomorrow });
    expect(prepared.saved.snapshots.playlists).toBe("2026-11-22T02-00-00Z");
    expect(mine.playlists.map((playlist) => playlist?.entries.length)).toEqual([3]);
    expect((await Array.fromAsync(state.list("restores/"))).map(({ name }) => name)).toEqual([
      expect.stringContaining("/notes/"),
    ]);
  });

  test("one that is to be done anew makes its playlists again", async () => {
    const { restore, library: mine } = await startRestorer({ library: onePlaylist({ name: "One" }) });
    await restore();
    await restore({ earlier: "forgotten" });
    expect(mine.playlists).toHaveLength(2);
  });

  test("playlists of others are followed again, and one that is gone is told", async () => {
    const library = makeLibrary({
      playlists: [
        makePlaylist({ name: "Theirs", access: "followed" }),
        makePlaylist({ name: "Private now", access: "followed" }),
        makePlaylist({ name: "Theirs, too", access: "followed" }),
      ],
    });
    const { restore, library: mine, writes } = await startRestorer({ library });
    library.playlists[1] = null;
    const { report } = await restore();
    expect(mine.playlists.map((playlist) => playlist?.name)).toEqual(["Theirs", "Theirs, too"]);
    expect(report?.refused).toMatchObject([{ name: "Private now" }]);
    const before = writes().length;
    await restore();
    expect(writes()).toHaveLength(before);
  });
});
