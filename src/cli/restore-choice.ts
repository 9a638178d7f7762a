import type { Kind } from "../lib/archive/manifest.ts";
import type { RestoreChoice } from "../lib/restore/read-saved-state.ts";
import { type RestorableSection, restorableSections } from "../lib/restore/saved-state.ts";
import type { SnapshotExpression } from "../lib/snapshot/choose-snapshot.ts";

/** The options of `restore`, as they were given. */
export interface RestoreOptions {
  readonly likes?: true;
  readonly albums?: true;
  readonly artists?: true;
  readonly shows?: true;
  readonly episodes?: true;
  readonly audiobooks?: true;
  /** All of them where no name stands behind it. */
  readonly playlists?: true | readonly string[];
  readonly all?: true;
  readonly into: "new" | "same";
  readonly dryRun?: true;
  readonly yes?: true;
  readonly searches: number;
  readonly exactOrder?: true;
  readonly force?: true;
  readonly anew?: true;
  readonly out?: string;
  readonly json?: true;
}

const sectionOptions = {
  tracks: "likes",
  albums: "albums",
  artists: "artists",
  shows: "shows",
  episodes: "episodes",
  audiobooks: "audiobooks",
} as const satisfies Readonly<Record<RestorableSection, keyof RestoreOptions>>;

/** What was asked for, as far as the kind of the snapshot has it. */
export function toChoice(options: RestoreOptions, snapshot: SnapshotExpression | undefined): RestoreChoice {
  const { all, playlists } = options;
  const sections = restorableSections.filter((section) => all ?? options[sectionOptions[section]]);
  const named = playlists === undefined || playlists === true ? [] : playlists;
  const isAll = playlists === true || (all === true && playlists === undefined);
  return {
    sections: all && snapshot?.kind === "playlists" ? [] : sections,
    playlists: isAll && all && snapshot?.kind === "library" ? [] : isAll ? "all" : named,
  };
}

/** What is wrong with what was asked for, if anything. */
export function findWrongUse(
  { sections, playlists, kind }: RestoreChoice & { readonly kind: Kind | undefined },
  { dryRun, yes, json }: RestoreOptions,
): string | undefined {
  if (sections.length === 0 && playlists.length === 0) {
    return "say what to put back: --likes, --albums, --artists, --shows, --episodes, --audiobooks, --playlists, or --all";
  }
  const stray = findStray({ sections, playlists, kind });
  if (stray !== undefined) {
    return `a ${kind} snapshot has nothing for --${stray}: name one that has, or the snapshot without ${kind}/ before it`;
  }
  if (dryRun || yes) {
    return undefined;
  }
  if (json) {
    return "with --json nothing can be asked: add --yes, or --dry-run for the plan alone";
  }
  return process.stdin.isTTY && process.stderr.isTTY
    ? undefined
    : "there is no terminal to ask on: add --yes, or --dry-run for the plan alone";
}

/** The option for which a snapshot of that kind has nothing. */
function findStray({
  sections: [section],
  playlists,
  kind,
}: RestoreChoice & { readonly kind: Kind | undefined }): string | undefined {
  if (kind === "library") {
    return playlists.length > 0 ? "playlists" : undefined;
  }
  return kind === "playlists" && section !== undefined ? sectionOptions[section] : undefined;
}
