import { foldText } from "../snapshot/fold-text.ts";
import type { PlaylistFacts } from "../snapshot/lists.ts";
import type { Comparison } from "./compare-snapshots.ts";

/** How well a list fits a playlist that is asked for: by its whole name, id, URI or link, by a part of its name, or not. */
export type Match = "exact" | "part" | "none";

/** All lists fit where no playlist is asked for. */
export function matchPlaylist(comparison: Comparison, wanted: string | undefined): Match {
  if (wanted === undefined) {
    return "exact";
  }
  const sides = findPlaylists(comparison);
  if (sides.some((playlist) => isNamed(playlist, wanted))) {
    return "exact";
  }
  const part = foldText(wanted);
  return part !== "" && sides.some(({ name }) => foldText(name).includes(part)) ? "part" : "none";
}

/** What a playlist was and what it is, or the one of them that there is. */
export function findPlaylists(comparison: Comparison): readonly PlaylistFacts[] {
  return [
    "before" in comparison ? comparison.before.playlist : undefined,
    "after" in comparison ? comparison.after.playlist : undefined,
  ].filter((playlist) => playlist !== undefined);
}

const mostNames = 10;

/** Some names, for a message to whoever has asked for another. */
export function describeNames(names: readonly string[]): string {
  const different = [...new Set(names)];
  const more = different.length - mostNames;
  const some = different.slice(0, mostNames).map((name) => JSON.stringify(name));
  return `${some.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Whether a playlist is meant by its whole name, id, URI or link. */
export function isNamed({ id, name }: Pick<PlaylistFacts, "id" | "name">, wanted: string): boolean {
  const [, linked] = /^https:\/\/open\.spotify\.com\/(?:intl-\w+\/)?playlist\/(\w+)/.exec(wanted) ?? [];
  return [id, `spotify:playlist:${id}`].includes(linked ?? wanted) || foldText(name) === foldText(wanted);
}
