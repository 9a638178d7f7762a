import { randomUUID } from "node:crypto";
import { parseSnapshotId, toSnapshotId } from "../archive/snapshot.ts";
import { isFuture } from "./is-future.ts";
import type { Pause } from "./pauses.ts";

/** What the name of a file tells of the answer in it. */
export interface KeptAnswer {
  readonly name: string;
  readonly run: RunName;
  readonly answeredAt: Date;
  readonly number: number;
  /** The hash of the question. */
  readonly key: string;
}

/** What the name of a run's folder tells. */
export interface RunName {
  readonly folder: string;
  /** When the run began, or the first of those that it goes on with. */
  readonly startedAt: Date;
  readonly mode: string;
  readonly id: string;
  /** The run that it goes on with. */
  readonly parent: string;
}

/** Later than this after its last answer, or the end of the pause that followed, a run is not gone on with: the library has moved on. */
const freshForMs = 6 * 60 * 60 * 1_000;
/** A run under a small quota may take weeks, but not longer than until everything would be read anew. */
const longestRunMs = 28 * 24 * 60 * 60 * 1_000;

const noParent = "0".repeat(8);

export function toRunFolder({
  startedAt,
  mode,
  parent,
}: {
  startedAt: Date;
  mode: string;
  parent?: string;
}): {
  readonly folder: string;
  readonly id: string;
} {
  const id = randomUUID().slice(0, 8);
  return { id, folder: `${toSnapshotId(startedAt)}_${mode}_${id}_${parent ?? noParent}` };
}

/** What has another name is not ours, and is left alone. */
export function parseAnswerName(name: string): readonly KeptAnswer[] {
  const [, folder = "", started = "", mode = "", id = "", parent = "", answered = "", number, key = ""] =
    /(?:^|\/)(([^/_]+)_([a-z]+)_([0-9a-f]{8})_([0-9a-f]{8}))\/([^/_]+)_(\d+)_([0-9a-f]{24})\.json$/.exec(
      name,
    ) ?? [];
  const startedAt = parseSnapshotId(started);
  const answeredAt = parseSnapshotId(answered);
  return startedAt === undefined || answeredAt === undefined
    ? []
    : [{ name, run: { folder, startedAt, mode, id, parent }, answeredAt, number: Number(number), key }];
}

/**
 * The runs that can be gone on with, the first one first: the one that was active last and those that it went on with
 * itself. Of others, that ran beside it, nothing is taken: two views of a library do not make one.
 */
export function findChain(
  answers: readonly KeptAnswer[],
  { mode, isFresh }: { readonly mode: string; readonly isFresh: (run: RunName, lastAt: Date) => boolean },
): readonly RunName[] {
  const runs = new Map<string, { readonly run: RunName; readonly lastAt: Date }>();
  for (const { run, answeredAt } of answers) {
    const known = runs.get(run.id);
    if (known === undefined || known.lastAt < answeredAt) {
      runs.set(run.id, { run, lastAt: answeredAt });
    }
  }
  const [last] = [...runs.values()]
    .filter(({ run, lastAt }) => run.mode === mode && isFresh(run, lastAt))
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime());
  const chain: RunName[] = [];
  for (let next = last?.run; next !== undefined; next = runs.get(next.parent)?.run) {
    chain.unshift(next);
  }
  return chain;
}

/** Whether a run may be gone on with that was active last at a time; a pause that followed counts as activity. */
export function isFresh(
  { startedAt, lastAt }: { readonly startedAt: Date; readonly lastAt: Date },
  { pauses, now }: { readonly pauses: readonly Pause[]; readonly now: Date },
): boolean {
  if (isFuture(startedAt, now) || isFuture(lastAt, now)) {
    return false;
  }
  let activeMs = lastAt.getTime();
  for (const { from, until } of pauses.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const isNext = from.getTime() - activeMs < freshForMs;
    activeMs = isNext ? Math.max(activeMs, until.getTime()) : activeMs;
  }
  return now.getTime() - activeMs < freshForMs && now.getTime() - startedAt.getTime() < longestRunMs;
}
