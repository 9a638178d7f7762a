import { pageSize } from "../spotify/pages.ts";
import type { PlaylistContents } from "../spotify/playlist-contents.ts";
import type { PlaylistEditor } from "./playlist-editor.ts";
import { readContents, toUri } from "./read-contents.ts";

/**
 * What a playlist holds after it was written, for few requests: where its version is that of the last write, one; where its number
 * of entries, its beginning and its end are those of one that it may be, one or two; otherwise all of it is read.
 *
 * @throws {SpotifyError} when it cannot be read
 */
export async function lookAtPlaylist(
  contents: PlaylistContents,
  written: Pick<PlaylistEditor, "candidates" | "version">,
): Promise<readonly string[]> {
  const candidates = written.candidates();
  const { version, page } = await contents.readHead();
  if (page === undefined) {
    return (await readContents(contents)).uris;
  }
  const { total } = page;
  const [first] = candidates;
  const isOwnVersion = version !== null && version === written.version();
  if (first !== undefined && isOwnVersion && first.length === total) {
    return first;
  }
  const heads = candidates.filter(
    (uris) => uris.length === total && isAt(uris, { place: 0, seen: page.items.map(toUri) }),
  );
  const place = Math.max(total - pageSize, page.items.length);
  const alike =
    heads.length === 0 || place >= total ? heads : await findWithEnd(heads, { place, contents, total });
  const [found] = alike;
  // Of two that are alike where it was looked at, nobody knows which.
  return found !== undefined && alike.length === 1 ? found : (await readContents(contents)).uris;
}

async function findWithEnd(
  candidates: readonly (readonly string[])[],
  {
    place,
    contents,
    total,
  }: { readonly place: number; readonly contents: PlaylistContents; readonly total: number },
): Promise<readonly (readonly string[])[]> {
  const end = await contents.readPage(place);
  const seen = end.items.map(toUri);
  return end.total === total ? candidates.filter((uris) => isAt(uris, { place, seen })) : [];
}

function isAt(
  uris: readonly string[],
  { place, seen }: { readonly place: number; readonly seen: readonly string[] },
): boolean {
  return seen.every((uri, index) => uris[place + index] === uri);
}
