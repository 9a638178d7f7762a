import type { PlaylistFacts } from "../snapshot/lists.ts";
import type { LossReason, PlaylistDetails } from "./plan.ts";

/** Spotify refuses longer ones, its own clients longer than 100 already: https://github.com/spotify/web-api/issues/456 */
const longestName = 200;
const longestDescription = 300;

const nameForNone = "(no name)";

/** The details of a playlist as Spotify takes them, and which of them are other than they were. */
export function toDetails({ name, description, isPublic, isCollaborative }: PlaylistFacts): {
  readonly details: PlaylistDetails;
  readonly changed: readonly LossReason[];
} {
  const plain = unescapeHtml(description);
  const details = {
    name: cut(name, longestName) || nameForNone,
    // Line breaks are shown by Spotify's clients, and refused by its Web API.
    description: cut(plain.replace(/[\r\n]+/g, " "), longestDescription),
    isPublic: isPublic === "true" && !isCollaborative,
    isCollaborative,
  };
  return {
    details,
    changed: [
      ...(details.name === name ? [] : ["name-changed" as const]),
      ...(details.description === plain ? [] : ["description-changed" as const]),
    ],
  };
}

/** Whether a playlist has the details already. What the snapshot or Spotify does not say is no difference, as whether it is public. */
export function hasDetails(facts: PlaylistFacts, wanted: PlaylistDetails, saved: PlaylistFacts): boolean {
  const { details } = toDetails(facts);
  const isVisibilityKnown = facts.isPublic !== "" && saved.isPublic !== "";
  return (
    details.name === wanted.name &&
    details.description === wanted.description &&
    details.isCollaborative === wanted.isCollaborative &&
    (details.isPublic === wanted.isPublic || !isVisibilityKnown)
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Spotify gives descriptions with the entities of HTML, and takes them without. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (entity, hexadecimal, decimal, name) => {
    if (name !== undefined) {
      return entities[name.toLowerCase()] ?? entity;
    }
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

/** The beginning of a text, of so many UTF-16 units at the most, without half of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}
