import { expect, test } from "vitest";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { startMemoryMachine } from "../export/memory-machine.ts";
import { answerNothing, answerPage, range, toLike } from "../export/memory-spotify.ts";
import { readLibrary } from "../export/snapshot-documents.ts";

const weekMs = 7 * 24 * 60 * 60 * 1_000;
const quarterHourMs = 15 * 60 * 1_000;

test("a top list in which two entries changed places across pages, and others moved, is exact", async () => {
  let top = range(1, 101);
  const machine = startMemoryMachine((path, query) =>
    path === "/me/top/tracks" && query["time_range"] === "short_term"
      ? answerPage(
          top.map((number) => ({ uri: `spotify:track:${number}` })),
          query,
        )
      : answerNothing(path, query),
  );
  await machine.run("library");
  machine.sleep(weekMs);
  top = top.filter((number) => number !== 60 && number !== 30);
  top.splice(9, 0, 60);
  top.splice(79, 0, 30);

  const manifest = await machine.run("library");

  expect(manifest.status).toBe("complete");
  const { topTracks } = await readLibrary(machine.archive, manifest);
  expect(topTracks.short_term).toEqual(top.map((number) => ({ uri: `spotify:track:${number}` })));
});

/** 2,000 likes, of which some pages can fail whenever they are asked for. */
async function startLikes() {
  let likes = range(0, 2_000);
  let isFailing = (_offset: number) => false;
  const machine = startMemoryMachine((path, query) => {
    if (path !== "/me/tracks") {
      return path === "/me/albums"
        ? answerPage([{ added_at: "2020-01-01T00:00:00Z", album: { uri: "spotify:album:1" } }], query)
        : answerNothing(path, query);
    }
    if (isFailing(Number(query["offset"]))) {
      throw new SpotifyError("502 Bad Gateway", { status: 502 });
    }
    return answerPage(likes.map(toLike), query);
  });
  await machine.run("library");
  machine.sleep(weekMs);
  likes = likes.toSpliced(1_500, 1);
  return {
    machine,
    likes,
    fail(these: typeof isFailing) {
      isFailing = these;
    },
  };
}

test("where a page that would tell what has changed keeps failing, everything is read instead", async () => {
  const { machine, likes, fail } = await startLikes();
  fail((offset) => offset % 50 !== 0);
  const manifest = await machine.run("library");
  expect(manifest.status).toBe("complete");
  expect((await readLibrary(machine.archive, manifest)).tracks).toEqual(likes.map(toLike));
});

test("where that fails in the middle as well, what came before is kept and the rest is declared", async () => {
  const { machine, likes, fail } = await startLikes();
  fail((offset) => offset % 50 !== 0 || offset >= 1_000);
  const manifest = await machine.run("library");
  expect(manifest).toMatchObject({
    status: "partial",
    sections: { tracks: { total: 1_999, exported: 1_000, unavailable: 999 } },
  });
  const { tracks } = await readLibrary(machine.archive, manifest);
  expect(tracks).toEqual(likes.slice(0, 1_000).map(toLike));
  fail(() => false);
  const next = await machine.run("library");
  expect((await readLibrary(machine.archive, next)).tracks).toEqual(likes.map(toLike));
});

test.each([100, 2_000])(
  "who exports every week, some minutes early or late, reads all sections in full every fourth time, at %i ms a request",
  async (requestMs) => {
    const sections = ["/me/tracks", "/me/albums", "/me/shows", "/me/episodes", "/me/audiobooks"];
    const machine = startMemoryMachine(
      (path, query) =>
        sections.includes(path)
          ? answerPage(range(0, 300).map(toSaved(path)), query)
          : answerNothing(path, query),
      { requestMs },
    );
    const startMs = machine.now();
    const pages: number[][] = [];
    for (const week of range(0, 11)) {
      const lateMs = ((week * 7) % 11) * 0.1 * quarterHourMs;
      machine.sleep(startMs + week * weekMs + lateMs - machine.now());
      const asked = machine.asked.length;
      await machine.run("library");
      const questions = machine.asked.slice(asked);
      pages.push(sections.map((path) => questions.filter((question) => question.startsWith(path)).length));
    }
    expect(pages).toEqual(range(0, 11).map((week) => sections.map(() => (week % 4 === 0 ? 6 : 1))));
  },
);

function toSaved(path: string): (number: number) => unknown {
  const item = path.slice("/me/".length, -1);
  return (number) => ({
    added_at: new Date(Date.UTC(2020, 0, 1) - number * 1_000).toISOString(),
    [item]: { uri: `spotify:${item}:${number}` },
  });
}
