import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Archive } from "../archive/archive.ts";
import { parseSnapshotId, toSnapshotId } from "../archive/snapshot.ts";
import { ExporterError } from "../errors.ts";
import { hashName } from "../state/hash-name.ts";
import { removeAll } from "../state/remove-all.ts";

/** A restore's hold on the account that it restores into, so that no second one writes beside it. */
export interface Claim {
  /** Says that the restore still lives; to be called often, it writes now and then. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** Longer than a run waits in silence where Spotify asks it to, as a rule. */
const staleMs = 15 * 60 * 1_000;
const renewalMs = 60 * 1_000;

interface FoundClaim {
  readonly name: string;
  readonly at: Date;
  readonly run: string;
  readonly host: string;
  readonly process: number;
}

/**
 * Claims what lies below `folder`. A claim is a file that tells when its restore was last alive, and in which process. One of a
 * process of this machine that is there no more counts for nothing, and neither does one that is 15 minutes old.
 *
 * @throws {ExporterError} where another restore holds it
 */
export async function claimRestore(
  state: Archive,
  { folder, now }: { readonly folder: string; readonly now: () => Date },
): Promise<Claim> {
  const run = randomUUID();
  const names: string[] = [];
  let renewedAt = now();

  async function write(): Promise<void> {
    renewedAt = now();
    const name = `${toPrefix(folder)}${toSnapshotId(renewedAt)}_${run}_${hashName(hostname())}_${process.pid}.txt`;
    names.push(name);
    await state.write(name, renderNote(), { contentType: "text/plain" });
  }

  async function release(): Promise<void> {
    await removeAll(state, names.splice(0));
  }

  await write();
  // Whoever claims looks after having claimed, so that of two that begin together at least one sees the other.
  const found = await listClaims(state, folder);
  const other = found.find((claim) => claim.run !== run && isAlive(claim, now()));
  if (other !== undefined) {
    await release();
    throw new ExporterError(
      `Another restore into this account is under way (it was last heard of at ${other.at.toISOString()}), ` +
        `so nothing was changed. Wait until it has ended. Should it have been killed on another machine, wait 15 minutes, or ` +
        `remove ${other.name} from ${state.location}.`,
    );
  }
  await removeAll(
    state,
    found.filter((claim) => claim.run !== run).map(({ name }) => name),
  );

  return {
    async renew() {
      if (now().getTime() - renewedAt.getTime() >= renewalMs) {
        const before = names.splice(0);
        await write();
        await removeAll(state, before);
      }
    },
    release,
  };
}

async function listClaims(state: Archive, folder: string): Promise<readonly FoundClaim[]> {
  const found: FoundClaim[] = [];
  for await (const { name } of state.list(toPrefix(folder))) {
    const [, time = "", run = "", host = "", process = ""] =
      /\/([^/_]+)_([^/_]+)_([^/_]+)_(\d+)\.txt$/.exec(name) ?? [];
    const at = parseSnapshotId(time);
    if (at !== undefined) {
      found.push({ name, at, run, host, process: Number(process) });
    }
  }
  return found;
}

function isAlive({ at, host, process: id }: FoundClaim, now: Date): boolean {
  if (host === hashName(hostname()) && !isRunning(id)) {
    return false;
  }
  return Math.abs(now.getTime() - at.getTime()) < staleMs;
}

/** Signal 0 is sent to nobody; it only tells whether the process is there. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function* renderNote(): AsyncGenerator<string, void> {
  yield "A restore is under way since about the time in this file's name, in the process whose number is its last part.\n";
}

function toPrefix(folder: string): string {
  return `${folder}/claims/`;
}
