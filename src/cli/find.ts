import { type Command, InvalidArgumentError } from "commander";
import { assembleArchive } from "../lib/assemble-stores.ts";
import { findInSnapshots } from "../lib/find/find-in-snapshots.ts";
import { parseQuery, type Query } from "../lib/find/match-text.ts";
import { parseArchiveSettings } from "../lib/settings.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatFindings } from "./format-find.ts";
import type { Terminal } from "./terminal.ts";

interface FindOptions {
  readonly out?: string;
  readonly json?: true;
}

interface Search {
  readonly text: string;
  readonly query: Query;
}

export function addFindCommand(program: Command, terminal: Terminal): void {
  program
    .command("find")
    .description("tell which lists hold a song, now and in earlier snapshots, since when and until when")
    .argument("<text...>", "words of its title, artists and album, or its URI, link, id or ISRC", addText)
    .option("--out <folder>", "look into this folder, whatever storage the settings name")
    .option("--json", "print one JSON document with all that was found")
    .action((search: Search, options: FindOptions) =>
      runCommand(terminal, options, () => runFind(search, options, terminal)),
    );
}

/** As commander wants it: several words come one by one, and a text without any is wrong use. */
function addText(word: string, before: Search | undefined): Search {
  const text = before === undefined ? word : `${before.text} ${word}`;
  const query = parseQuery(text);
  if (query === undefined) {
    throw new InvalidArgumentError("Give at least one word of what you look for.");
  }
  return { text, query };
}

async function runFind(
  { text, query }: Search,
  options: FindOptions,
  { log, onProgress }: Terminal,
): Promise<CommandResult> {
  const settings = parseArchiveSettings(await readSettingValues(options), "commandLine");
  const archive = assembleArchive(settings, process.env);
  const findings = await findInSnapshots(archive, query, { now: new Date(), log, onProgress });
  const { searched, skipped, items } = findings;
  const { location } = archive;
  return {
    document: { location, snapshots: searched, skipped, items },
    text: formatFindings(findings, { text, location }),
    // What was found may not be all, and a script should notice.
    exitCode: skipped.length > 0 ? exitCodes.failed : exitCodes.done,
  };
}
