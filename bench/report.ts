import { writeFile } from "node:fs/promises";
import { arch, cpus, platform, totalmem } from "node:os";
import { columns, type Row } from "./row.ts";
import { renderTable } from "./table.ts";

/**
 * The table, and what it was measured on.
 *
 * @param load how many processes wanted to run in the minute before: what else the machine did makes times longer
 */
export function renderReport(rows: readonly Row[], load: number): string {
  const [processor] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const model = processor?.model.trim() || "an unnamed processor";
  const machine = `${cpus().length} cores of ${model}, ${memory} GiB, ${platform()} ${arch()}`;
  const date = new Date().toISOString().slice(0, 10);
  const header = `${date}, Node ${process.version}, ${machine}, load average ${load.toFixed(1)} before the start`;
  return `${header}\n\n${renderTable(columns, rows)}`;
}

export async function writeReport(path: string, report: string): Promise<void> {
  await writeFile(path, `${introduction}\n${report}`);
}

const introduction = `# The benchmark

What an export takes, measured against a fake Spotify. \`npm run bench -- --full\` makes this page anew; \`npm run bench\` checks
the most of it in a minute. Either ends with exit code 1 where a goal is missed, and the row says so.

* *Requests* are those that the Web API was sent, refused ones included. *Everything takes* is what reading all of the library
  takes at the least: pages of 50, and a playlist's first 100 entries with its object.
* Rows with a peak memory, and those in real time, are the built command line in a process of its own, with the fake in another
  one; the others are the exporter with its real sender and pace in the fake's process. Rows of the one kind ask once whose
  account it is, those of the other twice, as two timers do.
* *Virtual* time jumps over every wait, and answers take none of it: it shows what pace and pauses cost, not what the
  machine and the network add.
* *Snapshots* and *State* are the sizes of what is there after the run; *Written in all* is what the process has written on its
  way (on Linux alone).
* A year of weeks is made up, the playlists of it are real; where their file is missing these rows are left out. A week counts as
  one with a full reading when the liked songs were read in full.
`;
