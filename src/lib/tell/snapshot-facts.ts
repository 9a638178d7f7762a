import type { Manifest, SectionChanges } from "../archive/manifest.ts";
import { sectionTitles } from "../snapshot/section-titles.ts";

/** What is missing for one reason. Names are Spotify's and may hold anything. */
export interface MissingForReason {
  readonly cause: "refused" | "failed";
  readonly reason: string;
  readonly names: readonly string[];
}

const titles: Readonly<Record<string, string>> = {
  ...sectionTitles,
  playlists: "Playlists",
  items: "Playlist entries",
};

const changeWords = [
  ["added", "added"],
  ["removed", "removed"],
  ["moved", "moved"],
  ["edited", "edited"],
  ["vanished", "taken down by Spotify"],
  ["dropped", "dropped by Spotify"],
  ["returned", "back"],
] as const satisfies readonly (readonly [keyof SectionChanges, string])[];

/** How much is in each section, as in `Liked songs: 12,899 of 12,900`. */
export function listCounts({ sections }: Manifest): readonly string[] {
  return Object.entries(sections).map(([name, { exported, total, excluded = 0 }]) => {
    const expected = total === null ? "an unknown number" : formatCount(total - excluded);
    const isWhole = total !== null && exported >= total - excluded;
    return `${toTitle(name)}: ${formatCount(exported)}${isWhole ? "" : ` of ${expected}`}`;
  });
}

/** What is different in each section that is. Undefined where there was nothing to compare with. */
export function listChanges({ changes }: Manifest): readonly string[] | undefined {
  return changes === undefined
    ? undefined
    : Object.entries(changes.sections).flatMap(([name, counts]) => {
        const words = changeWords.flatMap(([change, word]) => {
          const count = counts[change] ?? 0;
          return count === 0 ? [] : [`${formatCount(count)} ${word}`];
        });
        return words.length === 0 ? [] : [`${toTitle(name)}: ${words.join(", ")}`];
      });
}

export function listSuspects({ suspect = [] }: Manifest): readonly string[] {
  return suspect.map(
    ({ section, before, now }) =>
      `${toTitle(section)}: ${formatCount(before)} before, ${formatCount(now)} now`,
  );
}

/** What is missing, what has failed first. */
export function groupMissing({ unavailable }: Manifest): readonly MissingForReason[] {
  const groups = Map.groupBy(unavailable, ({ cause, reason }) => `${cause}\n${reason}`);
  return [...groups.values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            {
              cause: first.cause,
              reason: first.reason,
              names: [first, ...others].map(({ name, id }) => name || id || "a playlist"),
            },
          ],
    )
    .sort((a, b) => a.cause.localeCompare(b.cause));
}

/** How long the run took, waits and pauses included, to the unit that matters, as in `1 h 12 min`. */
export function formatDuration({
  startedAt,
  finishedAt,
}: Pick<Manifest, "startedAt" | "finishedAt">): string {
  const seconds = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

export function formatRequests({ requests: { sent, reused } }: Manifest): string {
  return reused === 0 ? formatCount(sent) : `${formatCount(sent)}, ${formatCount(reused)} spared`;
}

function toTitle(section: string): string {
  return titles[section] ?? section;
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
