import type { Archive } from "../archive/archive.ts";
import { parseSnapshotId, toSnapshotId } from "../archive/snapshot.ts";
import { PausedError } from "../errors.ts";
import { hashName } from "./hash-name.ts";
import { removeAll } from "./remove-all.ts";

/** A time in which Spotify allows an app no requests. */
export interface Pause {
  readonly from: Date;
  readonly until: Date;
}

/** The pauses of an app, kept so that nobody asks before they are over and is refused again. */
export interface Pauses {
  /** Where they are kept, for whoever knows better and wants to remove them. */
  readonly location: string;
  /** Those of the last days, over or not. */
  readonly known: readonly Pause[];
  /** When the last of them is over, or was. */
  readonly until: Date | undefined;
  /** Gives back when it is over, in whole seconds: a moment too early would be a request too many. */
  remember(pause: Pause): Promise<Date>;
  /** Forgets the pauses that were over at a time. */
  forgetBefore(time: Date): Promise<void>;
}

/** Pauses are of an app: another client id has a quota of its own. */
export async function openPauses(
  archive: Archive,
  { clientId }: { readonly clientId: string },
): Promise<Pauses> {
  const folder = `pauses/${hashName(clientId)}`;
  const found: { readonly name: string; readonly pause: Pause }[] = [];
  for await (const { name } of archive.list(`${folder}/`)) {
    const [, from = "", until = ""] = /\/([^/_]+)_([^/_]+)\.txt$/.exec(name) ?? [];
    const pause = { from: parseSnapshotId(from), until: parseSnapshotId(until) };
    if (pause.from !== undefined && pause.until !== undefined) {
      found.push({ name, pause: { from: pause.from, until: pause.until } });
    }
  }
  const lastMs = Math.max(...found.map(({ pause }) => pause.until.getTime()));
  return {
    until: found.length === 0 ? undefined : new Date(lastMs),
    location: `${folder} in ${archive.location}`,
    known: found.map(({ pause }) => pause),
    async remember({ from, until }) {
      const over = new Date(Math.ceil(until.getTime() / 1_000) * 1_000);
      const name = `${folder}/${toSnapshotId(from)}_${toSnapshotId(over)}.txt`;
      await archive.write(name, renderNote(), { contentType: "text/plain" });
      return over;
    },
    forgetBefore: (time) =>
      removeAll(
        archive,
        found.filter(({ pause }) => pause.until < time).map(({ name }) => name),
      ),
  };
}

/** @throws {PausedError} where a pause is not over yet, so that nothing is sent in vain */
export function expectNoPause({ until, location }: Pauses, now: Date): void {
  if (until !== undefined && until > now) {
    throw new PausedError(
      "Spotify told an earlier run to wait, so nothing was sent. " +
        `(Should that be wrong, as after a change of the app's quota, remove ${location}.)`,
      until,
    );
  }
}

async function* renderNote(): AsyncGenerator<string, void> {
  yield "Spotify allows this app no more requests between the times in this file's name.\n";
}
