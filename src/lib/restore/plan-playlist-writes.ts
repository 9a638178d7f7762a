import { planEdits } from "../diff/edit-script.ts";
import { toChunks } from "./chunks.ts";
import { countEach, takeOne } from "./count-each.ts";
import type { PlaylistWrite } from "./plan.ts";
import { planMoves } from "./plan-moves.ts";

/** Spotify takes no more URIs in one request to a playlist. */
export const mostUrisInWrite = 100;

/** Whether Spotify takes a URI into a playlist, or out of one: it does neither with local files, nor with what has no URI any more. */
export function isWritable(uri: string): boolean {
  return uri !== "" && !uri.startsWith("spotify:local:");
}

/**
 * The requests that bring a playlist to what it is to hold, few of them, in such a way that entries which stay keep their dates.
 * First what is not wanted is taken out, then what stays is put in order, then what is missing is put in.
 *
 * An entry that stays is never taken out and put in again, with one exception: Spotify takes out every copy of a song. Where
 * one of several is too many, all of them go, and those that are wanted are put in again, as of now.
 *
 * What cannot be written (see {@link isWritable}) may stand in both lists. It is moved to where it is wanted; where the playlist
 * lacks it, it stays missing, and where it is too many, it stays behind what it stands behind now.
 *
 * @param current the URIs that it holds, in order
 */
export function planPlaylistWrites(
  current: readonly string[],
  wanted: readonly string[],
): readonly PlaylistWrite[] {
  const surplus = findSurplus(current, wanted);
  const target = findTarget(
    current.filter((uri) => !surplus.has(uri)),
    wanted,
  );
  return [
    ...toChunks([...surplus], mostUrisInWrite).map((uris) => ({ type: "remove" as const, uris })),
    ...planMoves(target.flatMap(({ from }) => (from === undefined ? [] : [from]))).map((move) => ({
      type: "move" as const,
      ...move,
    })),
    ...planAdditions(target),
  ];
}

/** An entry of what a playlist will hold: where it stands before, or that it is to be put in. */
interface TargetEntry {
  readonly uri: string;
  readonly from: number | undefined;
}

/** The URIs of which the playlist has more copies than are wanted. */
function findSurplus(current: readonly string[], wanted: readonly string[]): ReadonlySet<string> {
  const missing = countEach(wanted);
  return new Set(current.filter((uri) => isWritable(uri) && !takeOne(missing, uri)));
}

/** What can be had of what is wanted. All that is too many here cannot be taken out. */
function findTarget(current: readonly string[], wanted: readonly string[]): readonly TargetEntry[] {
  const { removed, origins } = planEdits(current, wanted);
  const stuck = new Set(removed);
  const target: TargetEntry[] = [];

  function pushStuck(first: number): void {
    for (let from = first; stuck.has(from); from += 1) {
      target.push({ uri: current[from] ?? "", from });
    }
  }

  pushStuck(0);
  for (const [to, uri] of wanted.entries()) {
    const from = origins[to] ?? -1;
    if (from !== -1) {
      target.push({ uri, from });
      pushStuck(from + 1);
    } else if (isWritable(uri)) {
      target.push({ uri, from: undefined });
    }
  }
  return target;
}

/** In ascending order, so that each stands at once where it will be in the end. */
function planAdditions(target: readonly TargetEntry[]): readonly PlaylistWrite[] {
  const writes: PlaylistWrite[] = [];
  let position = 0;
  while (position < target.length) {
    const start = position;
    while (position < target.length && target[position]?.from === undefined) {
      position += 1;
    }
    const run = target.slice(start, position).map(({ uri }) => uri);
    writes.push(
      ...toChunks(run, mostUrisInWrite).map((uris, index) => ({
        type: "add" as const,
        position: start + index * mostUrisInWrite,
        uris,
      })),
    );
    position += 1;
  }
  return writes;
}
