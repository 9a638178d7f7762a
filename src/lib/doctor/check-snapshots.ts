import type { Archive } from "../archive/archive.ts";
import { isGood, type Kind, type Manifest } from "../archive/manifest.ts";
import type { Consent } from "../consent/consent.ts";
import { type KindHealth, overdueAfterDays, readKindHealth } from "../health/read-health.ts";
import type { Log } from "../log.ts";
import { describeDistance } from "./durations.ts";
import { type Finding, toFinding } from "./finding.ts";

/** Whether there is a backup of a kind that is good and young enough. */
export async function checkSnapshots(
  kind: Kind,
  tools: {
    readonly archive: Archive;
    readonly consent: Consent | undefined;
    readonly log: Log;
    readonly now: Date;
  },
): Promise<Finding> {
  try {
    return judge(await readKindHealth(kind, tools), tools);
  } catch (error) {
    return toFinding(kind, "the snapshots cannot be read", error);
  }
}

function judge(
  { kind, last, lastGood, isOverdue }: KindHealth,
  { consent, now }: { readonly consent: Consent | undefined; readonly now: Date },
): Finding {
  const make = `Make one with: spotify-exporter export ${kind}`;
  if (last === undefined) {
    // Without a date of the consent nobody knows for how long there could have been one.
    const isLate = isOverdue && consent !== undefined;
    return { check: kind, state: isLate ? "failed" : "warning", text: "no snapshot yet", advice: make };
  }
  const good =
    lastGood === undefined ? "no good snapshot yet" : `last good snapshot ${describe(lastGood, now)}`;
  if (isOverdue) {
    return {
      check: kind,
      state: "failed",
      text: `overdue: ${good}`,
      advice:
        `There should be one every ${overdueAfterDays} days. ${make}, or see in the logs of the function app why its ` +
        "timer made none.",
    };
  }
  if (isGood(last)) {
    return { check: kind, state: "ok", text: good };
  }
  return {
    check: kind,
    state: "warning",
    text: `${good}; the newest is ${describeFlaws(last)}`,
    advice: adviseOn(last),
  };
}

function describe({ id, finishedAt }: Manifest, now: Date): string {
  return `${id}, ${describeDistance(new Date(finishedAt), now)}`;
}

function describeFlaws({ id, status, suspect = [] }: Manifest): string {
  const shrunk = suspect.map(({ section, before, now }) => `${section} from ${before} to ${now}`);
  return [
    ...(status === "partial" ? ["partial"] : []),
    ...(shrunk.length === 0 ? [] : [`suspect, since it shrank (${shrunk.join(", ")})`]),
    id,
  ].join(", ");
}

function adviseOn({ kind, id, status, suspect: [first] = [] }: Manifest): string {
  return [
    ...(status === "partial"
      ? [`The manifest of ${kind}/${id} names what is missing and why; the next export tries again.`]
      : []),
    ...(first === undefined
      ? []
      : [
          `See what is gone: spotify-exporter diff ${first.since} ${id}. ` +
            `If it is right so, say it once: spotify-exporter export ${kind} --accept`,
        ]),
  ].join("\n");
}
