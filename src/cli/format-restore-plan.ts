import type { AccountState } from "../lib/restore/account-state.ts";
import { countRequests, estimateMs } from "../lib/restore/count-requests.ts";
import type { PlaylistWrite, RestorePlan, Step } from "../lib/restore/plan.ts";
import type { SavedState } from "../lib/restore/saved-state.ts";
import { sectionTitles } from "../lib/snapshot/section-titles.ts";
import { cutToWidth } from "./display-width.ts";
import { formatCount, formatNumberOf } from "./format-count.ts";
import { formatLosses } from "./format-losses.ts";
import { toPrintable } from "./format-snapshot.ts";
import { formatTable } from "./format-table.ts";
import type { Style } from "./terminal.ts";

const mostPlaylists = 30;
/** Of a name, which may have hundreds of characters. */
const mostColumns = 40;
/** Accounts were stopped for hours after about so many requests in a day. */
const doubtfulRequests = 1_000;

/** A plan, from what to what, and at which pace. */
export interface PlannedRestore {
  readonly saved: Pick<SavedState, "accountId" | "snapshots">;
  readonly account: Pick<AccountState, "accountId">;
  readonly plan: RestorePlan;
  readonly requestsPer30s: number;
}

/** What a restore is going to do, for people: a line of numbers, what is written and where, and what will not be as it was. */
export function formatRestorePlan(planned: PlannedRestore, style: Style): string {
  const { plan } = planned;
  const losses = formatLosses(plan.losses);
  return [
    style("bold", formatSummary(planned)),
    ...formatSteps(plan.steps),
    ...formatLimits(plan),
    ...(losses.length === 0
      ? []
      : ["", style("yellow", "Not as it was:"), ...losses.map((line) => `  ${line}`)]),
  ].join("\n");
}

function formatSummary({ saved, account, plan, requestsPer30s }: PlannedRestore): string {
  const { writes, searches } = plan.requests;
  const snapshots = Object.entries(saved.snapshots).map(([kind, id]) => toPrintable(`${kind} ${id}`));
  const accounts =
    saved.accountId === account.accountId
      ? `of ${saved.accountId}`
      : `of ${saved.accountId} into ${account.accountId}`;
  const effort =
    writes + searches === 0
      ? "nothing is left to be written"
      : [
          formatNumberOf(writes, "request"),
          ...(searches === 0 ? [] : [`up to ${formatNumberOf(searches, "search", "searches")}`]),
          `about ${formatTime(estimateMs(plan, requestsPer30s) / 1_000)}`,
        ].join(", ");
  return `${snapshots.join(" and ")} ${toPrintable(accounts)}: ${effort}`;
}

/** From seconds. */
function formatTime(seconds: number): string {
  if (seconds < 90) {
    return formatNumberOf(Math.max(Math.ceil(seconds), 1), "second");
  }
  return seconds < 90 * 60
    ? formatNumberOf(Math.ceil(seconds / 60), "minute")
    : formatNumberOf(Math.ceil(seconds / 3_600), "hour");
}

/** Sections first, then playlists as the list has them, which is not the order in which they are written. */
function formatSteps(steps: readonly Step[]): readonly string[] {
  const saves = steps.filter(({ type }) => type === "save");
  const follows = steps.filter(({ type }) => type === "follow");
  const others = steps.filter(({ type }) => type === "create" || type === "change").toReversed();
  const shown = others.slice(0, mostPlaylists);
  const hidden = others.slice(mostPlaylists);
  const toRequests = (those: readonly Step[]) =>
    formatNumberOf(
      those.reduce((sum, step) => sum + countRequests(step), 0),
      "request",
    );
  const rows = [
    ...saves.map((step) => [toTitle(step), formatStep(step), toRequests([step])]),
    ...(follows.length === 0 ? [] : [["Playlists of others", formatFollows(follows), toRequests(follows)]]),
    ...shown.map((step) => [toTitle(step), formatStep(step), toRequests([step])]),
    ...(hidden.length === 0
      ? []
      : [
          [`and ${formatNumberOf(hidden.length, "more playlist", "more playlists")}`, "", toRequests(hidden)],
        ]),
  ];
  return rows.length === 0
    ? []
    : ["", formatTable(rows.map(([first, ...cells]) => [`  ${first}`, ...cells]))];
}

function toTitle(step: Step): string {
  switch (step.type) {
    case "save":
      return sectionTitles[step.section];
    case "follow":
      return "Playlists of others";
    default: {
      const { name, id } = step.playlist.facts;
      return cutToWidth(toPrintable(name || id), mostColumns);
    }
  }
}

function formatStep(step: Step): string {
  switch (step.type) {
    case "save":
      return `${step.section === "artists" ? "follow" : "save"} ${formatCount(step.uris.length)}`;
    case "follow":
      return formatFollows([step]);
    case "create": {
      const cover = step.playlist.coverFile === undefined ? "" : ", with its cover";
      return `make with ${formatNumberOf(step.uris.length, "entry", "entries")}${cover}`;
    }
    case "change":
      return [
        ...(step.isDeleted ? ["bring back"] : []),
        ...formatWrites(step.writes),
        ...(step.details === undefined ? [] : ["change details"]),
        ...(step.isCoverSet ? ["set its cover"] : []),
      ].join(", ");
  }
}

function formatFollows(steps: readonly Step[]): string {
  const count = steps.reduce((sum, step) => sum + (step.type === "follow" ? step.playlists.length : 0), 0);
  return `follow ${formatCount(count)}`;
}

function formatWrites(writes: readonly PlaylistWrite[]): readonly string[] {
  const counts = { add: 0, remove: 0, move: 0 };
  for (const write of writes) {
    counts[write.type] += write.type === "move" ? write.rangeLength : write.uris.length;
  }
  return Object.entries(counts).flatMap(([type, count]) =>
    count === 0 ? [] : [`${type} ${formatCount(count)}`],
  );
}

function formatLimits({ requests, gone }: RestorePlan): readonly string[] {
  const lines = [
    ...(gone.length === 0
      ? []
      : [`${formatNumberOf(gone.length, "track is", "tracks are")} gone and will be searched for.`]),
    ...(requests.writes + requests.searches < doubtfulRequests
      ? []
      : ["Spotify may stop it for some hours; the same command then goes on."]),
  ];
  return lines.length === 0 ? [] : ["", ...lines];
}
