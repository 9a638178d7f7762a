import type { Manifest, Section } from "../archive/manifest.ts";

/** So few can go at once in any library. */
const harmlessLoss = 20;

/** Nobody curates them, and they shrink while nobody listens. */
const unguarded: readonly string[] = ["topTracks", "topArtists"];

/**
 * The sections that have lost more than a share of their entries since the last good snapshot, and more than 20: the user may
 * have tidied up, or Spotify may have answered with less than there is. An entry without an item is as good as lost.
 *
 * @param sharePercent with 100 nothing is suspect
 */
export function findSuspects(
  now: Pick<Manifest, "sections" | "playlistType">,
  lastGood: Pick<Manifest, "id" | "sections" | "playlistType">,
  sharePercent: number,
): NonNullable<Manifest["suspect"]> {
  // Who has the exporter leave out playlists that it took before, or the other way round, means it.
  if ((now.playlistType ?? "all") !== (lastGood.playlistType ?? "all")) {
    return [];
  }
  return Object.entries(lastGood.sections).flatMap(([section, former]) => {
    const before = countItems(former);
    const found = countItems(now.sections[section]);
    const loss = before - found;
    const isSuspect =
      loss > harmlessLoss && loss * 100 > before * sharePercent && !unguarded.includes(section);
    return isSuspect ? [{ section, before, now: found, since: lastGood.id }] : [];
  });
}

function countItems(section: Section | undefined): number {
  return section === undefined ? 0 : section.exported - section.nulls;
}
