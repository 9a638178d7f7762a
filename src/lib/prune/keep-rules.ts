import { isGood, type Kind, type Manifest } from "../archive/manifest.ts";
import { parseSnapshotId, type Snapshot } from "../archive/snapshot.ts";
import { isFuture } from "../state/is-future.ts";
import { toIsoWeek } from "./iso-week.ts";
import { identifyUsers } from "./users.ts";

const ruleNames = ["last", "daily", "weekly", "monthly", "yearly"] as const;
type RuleName = (typeof ruleNames)[number];

/**
 * How many good snapshots each rule keeps: the newest one of each of the newest periods that have any. 0 is the same as no such
 * rule.
 */
export type KeepRules = Readonly<Record<RuleName, number>>;

/** No rule: every snapshot stays. */
export const keepAll: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };

/** What becomes of a snapshot, and why. */
export interface PlannedSnapshot {
  readonly kind: Kind;
  readonly id: string;
  readonly status: Manifest["status"] | "suspect" | "unreadable";
  readonly action: "keep" | "remove";
  readonly reasons: readonly string[];
}

type Verdict = Pick<PlannedSnapshot, "action" | "reasons">;
type Readable = Extract<Snapshot, { readonly manifest: Manifest }>;

/** What the rules have chosen among the good snapshots of one kind and user. */
interface Choice {
  readonly newestId: string;
  /** Of each chosen one, by its id, all that speaks for it. */
  readonly reasons: ReadonlyMap<string, readonly string[]>;
}

/** The period in which a moment lies in UTC. For `last` each snapshot has one of its own. */
const toPeriod: Readonly<Record<RuleName, (at: Date) => string>> = {
  last: (at) => at.toISOString(),
  daily: (at) => `day ${at.toISOString().slice(0, 10)}`,
  weekly: (at) => `week ${toIsoWeek(at)}`,
  monthly: (at) => `month ${at.toISOString().slice(0, 7)}`,
  yearly: (at) => `year ${at.toISOString().slice(0, 4)}`,
};

/** Whether any snapshot may go: without a rule all of them stay. */
export function hasRules(rules: KeepRules): boolean {
  return ruleNames.some((name) => rules[name] > 0);
}

/**
 * Decides which snapshots stay, for each kind and user by itself. Each snapshot is whole by itself and no file of one is
 * needed by another, so any of them can go: a manifest names the snapshot before it only to tell what has changed.
 *
 * * The rules choose among good ones, by the times in their ids. The newest good one stays, whatever they say.
 * * Another one, partial or suspect, stays until a newer good one has replaced it.
 * * What cannot be read stays.
 * * What is dated later than now stays and does not count: a clock was ahead, and its snapshots would for years pass for the
 *   newest, in the place of those that are.
 */
export function planPrune(
  snapshots: readonly Snapshot[],
  { rules, now }: { readonly rules: KeepRules; readonly now: Date },
): readonly PlannedSnapshot[] {
  const idsOf = identifyUsers(snapshots);
  const toGroup = ({ kind, manifest }: Readable) => JSON.stringify([kind, ...idsOf(manifest.account)]);
  const readable = snapshots.filter((snapshot) => "manifest" in snapshot);
  const good = readable.filter(({ id, manifest }) => isGood(manifest) && whyUndated(id, now) === undefined);
  const choices = new Map(
    [...Map.groupBy(good, toGroup)].map(([group, members]) => [group, choose(members, rules)]),
  );

  function judge(snapshot: Snapshot): Verdict {
    if (!hasRules(rules)) {
      return keep("no rule was given");
    }
    if ("problem" in snapshot) {
      return keep(snapshot.problem);
    }
    const undated = whyUndated(snapshot.id, now);
    return undated === undefined ? judgeDated(snapshot, choices.get(toGroup(snapshot))) : keep(undated);
  }

  return snapshots.map((snapshot) => ({
    kind: snapshot.kind,
    id: snapshot.id,
    status: toStatus(snapshot),
    ...judge(snapshot),
  }));
}

function judgeDated(snapshot: Readable, choice: Choice | undefined): Verdict {
  const { id, manifest } = snapshot;
  if (isGood(manifest)) {
    const reasons = choice?.reasons.get(id);
    return reasons === undefined ? remove("no rule keeps it") : keep(...reasons);
  }
  const status = toStatus(snapshot);
  return choice === undefined || choice.newestId < id
    ? keep(`${status}, and no newer good one`)
    : remove(`${status}, and a newer good one exists`);
}

function choose(good: readonly Readable[], rules: KeepRules): Choice {
  const ids = good.map(({ id }) => id).sort();
  const newestFirst = ids.toReversed();
  const newestId = newestFirst[0] ?? "";
  const reasons = new Map<string, string[]>([[newestId, ["the newest good one"]]]);
  for (const rule of ruleNames) {
    const periods = new Set<string>();
    for (const id of newestFirst) {
      const period = toPeriod[rule](parseSnapshotId(id) ?? new Date(Number.NaN));
      if (periods.size === rules[rule]) {
        break;
      }
      if (!periods.has(period)) {
        periods.add(period);
        const reason = rule === "last" ? `last ${rules.last}` : period;
        reasons.set(id, [...(reasons.get(id) ?? []), reason]);
      }
    }
  }
  return { newestId, reasons };
}

/** Why the time of a snapshot cannot be relied on; nothing where it can. */
function whyUndated(id: string, now: Date): string | undefined {
  const at = parseSnapshotId(id);
  if (at === undefined) {
    return "its name tells no time";
  }
  return isFuture(at, now) ? "dated later than now, by a clock that was ahead" : undefined;
}

function toStatus(snapshot: Snapshot): PlannedSnapshot["status"] {
  if ("problem" in snapshot) {
    return "unreadable";
  }
  const { manifest } = snapshot;
  return manifest.status === "complete" && !isGood(manifest) ? "suspect" : manifest.status;
}

function keep(...reasons: readonly string[]): Verdict {
  return { action: "keep", reasons };
}

function remove(reason: string): Verdict {
  return { action: "remove", reasons: [reason] };
}
