import { describe, expect, onTestFinished, test } from "vitest";
import { ConsentError, PausedError } from "../../src/lib/errors.ts";
import { DriftError, InDoubtError, ItemsRefusedError } from "../../src/lib/spotify/spotify-error.ts";
import type { SpotifyWriter } from "../../src/lib/spotify/writer.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import { startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { makeEmptyLibrary, makePlaylist } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";
import { createRestoreTools } from "../restore/restore-tools.ts";
import { failureOf } from "../setup/failure.ts";

const details = { name: "New", description: "", isPublic: false, isCollaborative: false };
const uris = ["A", "B", "C"].map((letter) => `spotify:track:${letter.repeat(22)}`);
const lost: Misbehaviour = { kind: "reset" };

async function startWriter(scopes: readonly string[] = [...READ_SCOPES, ...WRITE_SCOPES]) {
  const fake = await startFakeSpotify({ library: makeEmptyLibrary({ id: "somebody" }) });
  onTestFinished(() => fake.stop());
  const waits: number[] = [];
  const sending = { sleep: async (ms: number) => void waits.push(ms), random: () => 0.5 };
  const account = fake.allow(scopes);
  const archive = createMemoryArchive();
  const { writer } = createRestoreTools(account, { archive, state: archive, sending });
  return { fake, writer, waits, library: fake.library };
}

const writes: readonly [
  string,
  (writer: SpotifyWriter, id: string) => Promise<unknown>,
  "safe" | "unsafe",
][] = [
  ["saving", (writer) => writer.saveItems(uris), "safe"],
  ["unsaving", (writer) => writer.unsaveItems(uris), "safe"],
  ["making a playlist", (writer) => writer.createPlaylist(details), "unsafe"],
  ["changing details", (writer, id) => writer.changeDetails(id, { ...details, name: "Newer" }), "safe"],
  ["adding", (writer, id) => writer.addEntries(id, { uris, position: 0 }), "unsafe"],
  ["taking out", (writer, id) => writer.removeEntries(id, uris), "safe"],
  [
    "moving",
    (writer, id) => writer.moveEntries(id, { rangeStart: 0, rangeLength: 1, insertBefore: 2 }),
    "unsafe",
  ],
];

describe.each(writes)("%s", (_, write, repeating) => {
  test("is done once, though its answer is lost", async () => {
    const { fake, writer, waits } = await startWriter();
    const id = await writer.createPlaylist(details);
    await writer.addEntries(id, { uris });
    const before = fake.requests.api.length;
    fake.misbehave({ does: lost, effect: "done" });

    if (repeating === "unsafe") {
      await expect(write(writer, id)).rejects.toBeInstanceOf(InDoubtError);
      expect(fake.requests.api).toHaveLength(before + 1);
      expect(waits, "what is on its way gets the time to arrive").toEqual([1_500]);
    } else {
      await write(writer, id);
      expect(fake.requests.api).toHaveLength(before + 2);
    }
  });

  test("waits where Spotify says so, and is sent once more with a fresh token", async () => {
    const { fake, writer, waits } = await startWriter();
    const id = await writer.createPlaylist(details);
    await writer.addEntries(id, { uris });
    fake.misbehave({ does: { kind: "rate-limit", retryAfter: 3 } });
    fake.misbehave({ does: { kind: "event", happen: () => fake.tokens.revokeAccessTokens() } });

    await write(writer, id);
    expect(waits).toEqual([expect.closeTo(3_000, -3)]);
  });

  test("without its scope is refused as a consent that is missing", async () => {
    const { writer, library } = await startWriter(READ_SCOPES);
    const playlist = makePlaylist({ name: "Old", owner: library.profile, entries: [] });
    library.playlists.push(playlist);
    const error = await failureOf(write(writer, playlist.id));
    expect(error).toBeInstanceOf(ConsentError);
    expect(error.message).toContain("login --restore");
    expect(error.message, "and no other consent").not.toMatch(/login (?!--restore)/);
  });
});

test("a pause is no doubt", async () => {
  const { fake, writer } = await startWriter();
  fake.misbehave({ does: { kind: "rate-limit", retryAfter: 70_000, reason: "QUOTA_EXCEEDED" } });
  await expect(writer.createPlaylist(details)).rejects.toBeInstanceOf(PausedError);
});

test("a success without the id of what was made is in doubt", async () => {
  const { fake, writer } = await startWriter();
  fake.misbehave({ effect: "done", does: { kind: "answer", status: 201, body: "" } });
  await expect(writer.createPlaylist(details)).rejects.toBeInstanceOf(InDoubtError);
  expect(fake.library.playlists).toHaveLength(1);
});

test("refused items are told from places that are not there, and named where Spotify names them", async () => {
  const { writer } = await startWriter();
  const id = await writer.createPlaylist(details);

  const bad = "spotify:track:short";
  const named = await failureOf(writer.addEntries(id, { uris: [...uris, bad] }));
  expect(named).toBeInstanceOf(ItemsRefusedError);
  expect(named).toMatchObject({ uris: [bad] });
  await expect(writer.addEntries(id, { uris, position: 5 })).rejects.toBeInstanceOf(DriftError);
  const tooMany = await failureOf(writer.saveItems(Array.from({ length: 41 }, () => uris[0] ?? "")));
  expect(tooMany).not.toBeInstanceOf(ItemsRefusedError);
});
