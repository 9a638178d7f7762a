import type { Kind, Manifest } from "../archive/manifest.ts";
import { parseSnapshotId, readSnapshot, toSnapshotId } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { hashName } from "../state/hash-name.ts";
import { isFresh } from "../state/kept-answer.ts";
import { removeAll } from "../state/remove-all.ts";
import type { ReadyTools } from "./export-tools.ts";

/** Runs of several kinds that began as one. */
export interface Together {
  /** What they have published, if they were interrupted: the complete snapshots of some of the kinds. */
  readonly published: ReadonlyMap<Kind, Manifest>;
  /** Notes that one of them has published. */
  notePublished(manifest: Manifest): Promise<void>;
  /** All have published. */
  finish(): Promise<void>;
}

/**
 * Notes that runs of several kinds begin together, or finds those that did, for the same account and with the same choices,
 * and were interrupted. Only what they have noted themselves counts as theirs.
 */
export async function beginTogether(kinds: readonly Kind[], tools: ReadyTools): Promise<Together> {
  const { state, pauses, mode, playlistType, now, log, readProfile } = tools;
  const profile = await readProfile();
  const folder = `accounts/${hashName(profile.account_id ?? profile.id)}/together`;
  const choices = [mode, playlistType, ...kinds].join("-");
  const names: string[] = [];
  for await (const { name } of state.list(`${folder}/`)) {
    names.push(name);
  }
  const ours = names.filter((name) => name.slice(folder.length + 1).split("_")[1] === choices);
  const begun = ours.filter((name) => name.endsWith("_begun.txt")).at(-1);
  const begunAt = parseSnapshotId(begun?.slice(folder.length + 1).split("_")[0] ?? "");
  const canGoOn =
    begunAt !== undefined &&
    isFresh({ startedAt: begunAt, lastAt: begunAt }, { pauses: pauses.known, now: now() });
  const stem = `${folder}/${toSnapshotId(canGoOn ? begunAt : now())}_${choices}`;
  const published = canGoOn
    ? await readPublished(kinds, { ...tools, names, stem })
    : new Map<Kind, Manifest>();
  const written: string[] = [];

  /** A snapshot is there, whether it is noted or not. */
  function warn(error: unknown): void {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("what was published could not be noted", { reason: error.message });
  }

  async function note(what: string): Promise<void> {
    const name = `${stem}_${what}.txt`;
    written.push(name);
    await state.write(name, renderNote(), { contentType: "text/plain" });
  }

  if (!canGoOn || published.size === kinds.length) {
    await removeAll(state, ours);
    await note("begun");
    published.clear();
  }
  return {
    published,
    notePublished: ({ kind, id }) => note(`${kind}-${id}`).catch(warn),
    finish: () => removeAll(state, [...new Set([...ours, ...written])]),
  };
}

async function readPublished(
  kinds: readonly Kind[],
  {
    archive,
    names,
    stem,
  }: Pick<ReadyTools, "archive"> & { readonly names: readonly string[]; readonly stem: string },
): Promise<Map<Kind, Manifest>> {
  const published = new Map<Kind, Manifest>();
  for (const kind of kinds) {
    const prefix = `${stem}_${kind}-`;
    const name = names.find((candidate) => candidate.startsWith(prefix));
    const id = name?.slice(prefix.length, -".txt".length);
    const snapshot = id === undefined ? undefined : await readSnapshot(archive, { kind, id });
    // A partial one is worth another try.
    if (snapshot !== undefined && "manifest" in snapshot && snapshot.manifest.status === "complete") {
      published.set(kind, snapshot.manifest);
    }
  }
  return published;
}

async function* renderNote(): AsyncGenerator<string, void> {
  yield "Exports of several kinds began together at this time, and not all of them have been published.\n";
}
