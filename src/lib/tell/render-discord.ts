import { version } from "../version.ts";
import { type Description, describeEvent } from "./describe-event.ts";
import { cutText, escapeMarkdown, joinWithin } from "./discord-text.ts";
import { isSnapshotEvent, type SnapshotEvent, type TellEvent } from "./event.ts";
import {
  formatDuration,
  formatRequests,
  groupMissing,
  listChanges,
  listCounts,
  listSuspects,
  type MissingForReason,
} from "./snapshot-facts.ts";

/** The body of `POST /webhooks/…` at Discord. */
export interface DiscordMessage {
  readonly allowed_mentions: { readonly parse: readonly never[] };
  readonly embeds: readonly [
    {
      readonly title: string;
      readonly description?: string;
      readonly color: number;
      readonly fields: readonly DiscordField[];
      readonly footer: { readonly text: string };
      readonly timestamp: string;
    },
  ];
}

interface DiscordField {
  readonly name: string;
  readonly value: string;
  readonly inline?: true;
}

const colours = {
  good: 0x2e_cc_71,
  warning: 0xf1_c4_0f,
  bad: 0xe7_4c_3c,
  neutral: 0x34_98_db,
} as const satisfies Record<Description["tone"], number>;

/*
 * Discord refuses a message with a title of more than 256 characters, a field of more than 1,024 or all of it more than 6,000. What is
 * cut says so.
 */
const mostOfTitle = 256;
const mostOfField = 1_024;
/** Before it is escaped, which may double it. */
const mostOfText = 1_500;
const mostOfName = 80;
const mostOfReason = 150;
const mostOfNames = 500;

/** A message with the figures of the run, in which no text of others can be anything but text. */
export function renderDiscord(event: TellEvent, at: Date): DiscordMessage {
  const { title, text, tone } = describeEvent(event);
  const lines = cutText(text, mostOfText).split("\n").map(escapeMarkdown);
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cutText(title, mostOfTitle),
        ...(text === "" ? {} : { description: lines.join("\n") }),
        color: colours[tone],
        fields: isSnapshotEvent(event) ? toFields(event) : [],
        footer: { text: `spotify-exporter ${version}` },
        timestamp: at.toISOString(),
      },
    ],
  };
}

function toFields({ manifest }: SnapshotEvent): readonly DiscordField[] {
  const suspects = listSuspects(manifest);
  const missing = groupMissing(manifest).map(formatMissing);
  const changes = listChanges(manifest);
  const { changes: { since } = {} } = manifest;
  return [
    ...(suspects.length === 0 ? [] : [toField("Shrunk", suspects)]),
    ...(missing.length === 0 ? [] : [toField("Missing", missing)]),
    toField("In the backup", listCounts(manifest).map(escapeMarkdown)),
    ...(changes === undefined
      ? []
      : [toField(`Changes since ${since}`, changes.length === 0 ? ["none"] : changes.map(escapeMarkdown))]),
    { name: "Duration", value: formatDuration(manifest), inline: true },
    { name: "Requests", value: formatRequests(manifest), inline: true },
    { name: "Snapshot", value: `${manifest.kind}/${manifest.id}`, inline: true },
  ];
}

function toField(name: string, lines: readonly string[]): DiscordField {
  const value = joinWithin(lines, { most: mostOfField, separator: "\n" });
  return { name: cutText(name, mostOfTitle), value: value || "nothing" };
}

function formatMissing({ cause, reason, names }: MissingForReason): string {
  const shown = joinWithin(
    names.map((name) => escapeMarkdown(cutText(name, mostOfName))),
    { most: mostOfNames, separator: ", " },
  );
  return `**${cause}**: ${shown}: ${escapeMarkdown(cutText(reason, mostOfReason))}`;
}
