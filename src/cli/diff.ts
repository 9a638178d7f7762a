import { Argument, type Command, Option } from "commander";
import { type Kind, kinds } from "../lib/archive/manifest.ts";
import { toSnapshotFolder } from "../lib/archive/snapshot.ts";
import { assembleArchive } from "../lib/assemble-stores.ts";
import { choosePairs } from "../lib/diff/choose-pairs.ts";
import { diffSnapshots, type SnapshotDifference } from "../lib/diff/diff-snapshots.ts";
import { parseArchiveSettings } from "../lib/settings.ts";
import type { SnapshotExpression } from "../lib/snapshot/choose-snapshot.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { renderDiffCsv } from "./diff-csv.ts";
import { toDiffDocument } from "./diff-document.ts";
import { exitCodes } from "./exit-code.ts";
import { formatDiff } from "./format-diff.ts";
import { toPrintable } from "./format-snapshot.ts";
import { parseSnapshotArgument } from "./snapshot-argument.ts";
import type { Style, Terminal } from "./terminal.ts";

interface DiffCommandOptions {
  readonly kind?: Kind;
  readonly playlist?: string;
  readonly csv?: true;
  readonly out?: string;
  readonly json?: true;
}

interface DiffRequest extends DiffCommandOptions {
  readonly before: SnapshotExpression;
  readonly after: SnapshotExpression;
  readonly kinds: readonly Kind[];
}

const previous: SnapshotExpression = { type: "previous", name: "previous" };
const latest: SnapshotExpression = { type: "latest", name: "latest" };

export function addDiffCommand(program: Command, terminal: Terminal): void {
  program
    .command("diff")
    .description("show what has changed from one snapshot to another")
    .addArgument(
      new Argument("[a]", "the former snapshot")
        .argParser(parseSnapshotArgument)
        .default(previous, "previous"),
    )
    .addArgument(
      new Argument("[b]", "the latter snapshot").argParser(parseSnapshotArgument).default(latest, "latest"),
    )
    .addOption(new Option("--kind <kind>", "compare this kind alone").choices(kinds))
    .option("--playlist <name>", "compare this playlist alone: its name, a part of it, or its id or URI")
    .option("--out <folder>", "look into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with all changes")
    .addOption(new Option("--csv", "print CSV, a row a change").conflicts("json"))
    .addHelpText(
      "after",
      `
A snapshot is an id, which may stand behind its kind as in library/2026-11-22T02-00-00Z; latest; previous, which is
the one before the latter of the same account; or the beginning of an id, such as 2026, 2026-03 or 2026-03-15T02:
the newest by the end of that time in UTC.

Signs: + added, - removed, > moved, = edited; and what Spotify did: ! taken down, x dropped from the list, * back.`,
    )
    .action((before: SnapshotExpression, after: SnapshotExpression, options: DiffCommandOptions, command) => {
      const chosen = chooseKinds(options, [before, after]);
      if (chosen.length === 0) {
        command.error(
          "error: what was given is of different kinds: --playlist and playlists/… are of playlists, library/… is not. Leave one out.",
        );
      }
      const request = { ...options, before, after, kinds: chosen };
      return runCommand(terminal, options, () => runDiff(request, terminal));
    });
}

/** The kinds that all that was given leaves. */
function chooseKinds(
  { kind, playlist }: DiffCommandOptions,
  expressions: readonly SnapshotExpression[],
): readonly Kind[] {
  const named = [
    kind,
    playlist === undefined ? undefined : "playlists",
    ...expressions.map((one) => one.kind),
  ];
  return kinds.filter((candidate) => named.every((name) => name === undefined || name === candidate));
}

async function runDiff(request: DiffRequest, terminal: Terminal): Promise<CommandResult> {
  const settings = parseArchiveSettings(await readSettingValues(request), "commandLine");
  const archive = assembleArchive(settings, process.env);
  const { pairs, skipped, passedOver } = await choosePairs(archive, { ...request, now: new Date() });
  for (const { kind, reason } of skipped) {
    terminal.say(`${kind} is not compared: ${reason}`);
  }
  for (const { kind, id, problem } of passedOver) {
    terminal.say(toPrintable(`${toSnapshotFolder(kind, id)} is passed over: ${problem}`));
  }
  for (const { kind, before } of pairs.filter(({ before, after }) => before.id === after.id)) {
    terminal.say(`${toSnapshotFolder(kind, before.id)} is compared with itself: both names mean it.`);
  }
  const { playlist } = request;
  const differences = await diffSnapshots(archive, pairs, { playlist, onProgress: terminal.onProgress });
  return {
    document: request.json
      ? { location: archive.location, passedOver, comparisons: differences.map(toDiffDocument) }
      : {},
    text: request.json ? "" : await formatDifferences(differences, { ...request, style: terminal.style }),
    exitCode: exitCodes.done,
  };
}

async function formatDifferences(
  differences: readonly SnapshotDifference[],
  { csv, style }: { readonly csv?: true; readonly style: Style },
): Promise<string> {
  if (csv) {
    // Whoever prints the text ends its last line.
    return (await renderDiffCsv(differences)).replace(/\n$/, "");
  }
  return differences.map((difference) => formatDiff(difference, style)).join("\n\n");
}
