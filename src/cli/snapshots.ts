import type { Command } from "commander";
import type { Archive } from "../lib/archive/archive.ts";
import { listSnapshots, type Snapshot } from "../lib/archive/snapshot.ts";
import { assembleArchive } from "../lib/assemble-stores.ts";
import { parseArchiveSettings } from "../lib/settings.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatChangeCounts } from "./format-changes.ts";
import { formatCount } from "./format-count.ts";
import { formatBytes, formatStatus } from "./format-snapshot.ts";
import { formatTable } from "./format-table.ts";
import type { Terminal } from "./terminal.ts";

interface SnapshotsOptions {
  readonly out?: string;
  readonly json?: true;
}

export function addSnapshotsCommand(program: Command, terminal: Terminal): void {
  program
    .command("snapshots")
    .description("list the snapshots in the archive, oldest first")
    .option("--out <folder>", "look into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with the manifests")
    .action((options: SnapshotsOptions) => runCommand(terminal, options, () => runSnapshots(options)));
}

async function runSnapshots(options: SnapshotsOptions): Promise<CommandResult> {
  const settings = parseArchiveSettings(await readSettingValues(options), "commandLine");
  const archive = assembleArchive(settings, process.env);
  const snapshots = await Array.fromAsync(listSnapshots(archive));
  return {
    document: {
      location: archive.location,
      snapshots: snapshots.map((snapshot) => ("manifest" in snapshot ? snapshot.manifest : snapshot)),
    },
    text: formatSnapshots(snapshots, archive),
    // A manifest that cannot be read is a fault of the archive, and a script should notice.
    exitCode: snapshots.some((snapshot) => "problem" in snapshot) ? exitCodes.failed : exitCodes.done,
  };
}

function formatSnapshots(snapshots: readonly Snapshot[], { location }: Archive): string {
  if (snapshots.length === 0) {
    return `No snapshots in ${location} yet. Make one with: spotify-exporter export`;
  }
  const rows = snapshots.map((snapshot, index) => {
    if ("problem" in snapshot) {
      return [snapshot.kind, snapshot.id, "unreadable", snapshot.problem, "", ""];
    }
    const { kind, id, sections, files, changes } = snapshot.manifest;
    const entries = Object.entries(sections)
      .filter(([name]) => !name.startsWith("top"))
      .map(([name, { exported }]) => `${formatCount(exported)} ${name}`);
    const before = snapshots[index - 1]?.id;
    return [
      kind,
      id,
      formatStatus(snapshot.manifest),
      entries.join(", "),
      formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0)),
      changes === undefined
        ? ""
        : `${formatChangeCounts(changes.sections) || "none"}${changes.since === before ? "" : ` (since ${changes.since})`}`,
    ];
  });
  return [location, formatTable([["KIND", "ID", "STATUS", "ENTRIES", "SIZE", "CHANGES"], ...rows])].join(
    "\n",
  );
}
