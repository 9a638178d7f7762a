import { describeNames, isNamed } from "../diff/match-playlist.ts";
import { SettingsError } from "../errors.ts";
import { foldText } from "../snapshot/fold-text.ts";
import type { PlaylistFacts } from "../snapshot/lists.ts";

type Named = Pick<PlaylistFacts, "id" | "name">;

/** Whether a playlist is one of those that are asked for, by name, id, URI or link. A name that several have means all of them. */
export function isChosen(playlist: Named, wanted: "all" | readonly string[]): boolean {
  return wanted === "all" || wanted.some((name) => isNamed(playlist, name));
}

/** @throws {SettingsError} with every name that no playlist has, and names that come near it */
export function expectAllFound(playlists: readonly Named[], wanted: "all" | readonly string[]): void {
  if (wanted === "all") {
    return;
  }
  const problems = wanted
    .filter((name) => !playlists.some((playlist) => isNamed(playlist, name)))
    .map((name) => describeUnknown(playlists, name));
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
}

function describeUnknown(playlists: readonly Named[], wanted: string): string {
  const unknown = `the snapshot has no playlist ${JSON.stringify(wanted)}`;
  const near = playlists.filter(({ name }) => isNear(foldText(name), foldText(wanted)));
  if (near.length > 0) {
    return `${unknown}. Near it come: ${describeNames(near.map(({ name }) => name))}.`;
  }
  return playlists.length === 0
    ? `${unknown}, nor any other.`
    : `${unknown}. It has ${describeNames(playlists.map(({ name }) => name))}.`;
}

/** Whether one is a part of the other, or a word of three letters or more is in both. */
function isNear(name: string, wanted: string): boolean {
  const words = new Set(toWords(name));
  return (
    (wanted !== "" && name.includes(wanted)) ||
    (name !== "" && wanted.includes(name)) ||
    toWords(wanted).some((word) => words.has(word))
  );
}

function toWords(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
}
