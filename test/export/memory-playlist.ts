import type { PlaylistContents, PlaylistEntry } from "../../src/lib/spotify/playlist-contents.ts";

/** A playlist of numbered entries that is its own server: it tells what was asked and which places were looked at. */
export function createMemoryPlaylist(numbers: readonly number[], version: string) {
  const entries = numbers.map(
    (number): PlaylistEntry => ({
      added_at: `2026-01-01T00:00:00.${number}Z`,
      item: { uri: `spotify:track:${number}` },
    }),
  );
  const looked = new Set<number>();
  let asked = 0;

  function toPage(offset: number, limit: number) {
    asked += 1;
    const items = entries.slice(offset, offset + limit);
    for (const [index] of items.entries()) {
      looked.add(offset + index);
    }
    return { offset, total: entries.length, items };
  }

  const contents: PlaylistContents = {
    keeper: "own",
    isGiven: () => true,
    headSize: () => 100,
    readHead: async () => ({ version, page: toPage(0, 100) }),
    readPage: async (offset, limit = 50) => {
      if (offset >= entries.length) {
        throw new RangeError(`Spotify fails at ${offset} of ${entries.length}.`);
      }
      return toPage(offset, limit);
    },
  };
  return { entries, contents, looked, asked: () => asked };
}

export function toNumber({ item }: PlaylistEntry): number {
  return Number(item?.uri?.replace("spotify:track:", ""));
}
