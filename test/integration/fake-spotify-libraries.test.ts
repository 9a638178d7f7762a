import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { describe, expect, test } from "vitest";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { findRealPlaylists, loadRealPlaylists } from "../fake-spotify/real-playlists.ts";
import { sentEntry } from "../fake-spotify/sent-playlist.ts";

function entriesOf(library: FakeLibrary) {
  return library.playlists.flatMap((playlist) => playlist?.entries ?? []);
}

function oddsOf(library: FakeLibrary) {
  const entries = entriesOf(library);
  return {
    takenDown: entries.some(({ item, addedBy }) => item === null && addedBy === ""),
    local: entries.some(({ item }) => item?.kind === "local"),
    episode: entries.some(({ item }) => item?.kind === "episode"),
    undated: entries.some(({ addedAt, addedBy }) => addedAt === null && addedBy === null),
    emptied: entries.some(({ item }) => item?.kind === "track" && item.album.name === ""),
    duplicate: library.playlists.some(
      (playlist) =>
        playlist && new Set(playlist.entries.map(({ item }) => item)).size < playlist.entries.length,
    ),
  };
}

const EVERY_ODDITY = {
  takenDown: true,
  local: true,
  episode: true,
  undated: true,
  emptied: true,
  duplicate: true,
};

describe("the demo library", () => {
  const library = makeDemoLibrary();

  test("holds every oddity", () => {
    expect(oddsOf(library)).toEqual(EVERY_ODDITY);
    expect(library.playlists).toContain(null);
    expect(library.playlists.some((playlist) => playlist && !playlist.hasImages)).toBe(true);
    const accesses = new Set(library.playlists.map((playlist) => playlist?.access));
    expect(accesses).toEqual(new Set(["owned", "collaborative", "followed", "spotify", undefined]));
    const lengths = library.playlists.map((playlist) => playlist?.entries.length);
    expect(lengths).toEqual(expect.arrayContaining([0, 1_200]));
  });

  test.each(["Cyrillic", "Greek", "Arabic", "Hebrew", "Hiragana", "Hangul", "Han", "Devanagari", "Thai"])(
    "has songs in %s",
    (script) => {
      const names = library.tracks.map(({ item }) => item.name).join("\n");
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, "u"));
    },
  );
});

describe("generated libraries", () => {
  test("have the sizes asked for, and every oddity", () => {
    const sizes = { playlists: 30, entries: 4_000, likes: 70, albums: 9, artists: 8, shows: 2, episodes: 3 };
    const library = generateLibrary({ ...sizes, audiobooks: 1, followed: 0 });
    expect(entriesOf(library)).toHaveLength(4_000);
    expect(oddsOf(library)).toEqual(EVERY_ODDITY);
    expect(library).toMatchObject({
      playlists: { length: 30 },
      tracks: { length: 70 },
      albums: { length: 9 },
    });
    expect(library).toMatchObject({ artists: { length: 8 }, shows: { length: 2 }, episodes: { length: 3 } });
  });

  test("are the same for the same seed, and others for another", () => {
    expect(generateLibrary({ seed: 3 })).toEqual(generateLibrary({ seed: 3 }));
    expect(generateLibrary({ seed: 3 })).not.toEqual(generateLibrary({ seed: 4 }));
  });

  test("weigh on the wire what Spotify's weigh", () => {
    const entries = entriesOf(generateLibrary({ entries: 500 }));
    const weigh = (shape: "2026" | "older") =>
      JSON.stringify(entries.map((entry) => sentEntry(entry, shape))).length / entries.length;
    expect(weigh("2026")).toBeGreaterThan(1_500);
    expect(weigh("older")).toBeGreaterThan(2_500);
  });
});

test.runIf(findRealPlaylists())(
  "the real playlists are all the user's own, with distinct likes",
  async () => {
    const library = await loadRealPlaylists();
    expect(library?.playlists).toHaveLength(125);
    expect(library?.playlists.every((playlist) => playlist && !playlist.id.startsWith("37i9dQZ"))).toBe(true);
    expect(new Set(library?.tracks.map(({ item }) => item.id)).size).toBe(6_000);
  },
);

test("without their file there are no real playlists", () => {
  expect(findRealPlaylists({ REAL_PLAYLISTS: "/nowhere/at-all.json" })).toBeUndefined();
});

test("the fake runs as a process of its own until its standard input closes", async () => {
  const main = new URL("../fake-spotify/main.ts", import.meta.url).pathname;
  const args = ["--library", "generated", "--entries", "10", "--empty-account", "me", "--until-stdin-closes"];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const ready = JSON.parse(String(line));
  expect(ready).toEqual({
    ...{ apiUrl: expect.any(String), accountsUrl: expect.any(String) },
    ...{ clientId: expect.any(String), clientSecret: expect.any(String), refreshToken: expect.any(String) },
    accounts: { "demo-listener": ready.refreshToken, me: expect.any(String) },
  });
  expect((await fetch(`${ready.apiUrl}/me`)).status).toBe(401);
  const counted = await fetch(`${ready.accountsUrl}/fake/requests`);
  expect(await counted.json()).toEqual({ api: 1, token: 0, image: 0 });
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});
