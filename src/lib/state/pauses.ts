import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import { type Kind, kinds } from "../archive/manifest.ts";
import { parseSnapshotId, toSnapshotId } from "../archive/snapshot.ts";
import { NameTakenError, PausedError } from "../errors.ts";
import { hashName } from "./hash-name.ts";
import { removeAll } from "./remove-all.ts";

/** A time in which Spotify allows an app no requests. */
export interface Pause {
  readonly from: Date;
  readonly until: Date;
}

/** A pause as it is met: with the run that waits for its end, if one does. */
export interface MetPause extends Pause {
  readonly kind?: Kind | undefined;
  readonly progress?: PausedRun["progress"];
}

/** A run that waits for the end of a pause, and how far it had come, where that is known. */
export interface PausedRun {
  readonly kind: Kind;
  readonly until: Date;
  readonly progress: PausedError["progress"];
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
  remember(pause: MetPause): Promise<Date>;
  /**
   * The runs that wait at a time for the end of a pause, of each kind that which waits longest. Not among them is who met a
   * pause and waits for nothing.
   */
  listPausedRuns(now: Date): Promise<readonly PausedRun[]>;
  /** Forgets the pauses that were over at a time. */
  forgetBefore(time: Date): Promise<void>;
}

/** Pauses are of an app: another client id has a quota of its own. */
export async function openPauses(
  archive: Archive,
  { clientId }: { readonly clientId: string },
): Promise<Pauses> {
  const folder = `pauses/${hashName(clientId)}`;
  const found: { readonly name: string; readonly pause: Pause; readonly kind: Kind | undefined }[] = [];
  for await (const { name } of archive.list(`${folder}/`)) {
    const pause = parseName(name);
    if (pause !== undefined) {
      found.push({ name, ...pause });
    }
  }
  const lastMs = Math.max(...found.map(({ pause }) => pause.until.getTime()));
  return {
    until: found.length === 0 ? undefined : new Date(lastMs),
    location: `${folder} in ${archive.location}`,
    known: found.map(({ pause }) => pause),
    async remember({ from, until, kind, progress }) {
      const over = new Date(Math.ceil(until.getTime() / 1_000) * 1_000);
      const name = `${folder}/${[toSnapshotId(from), toSnapshotId(over), kind ?? []].flat().join("_")}.json`;
      await archive
        .write(name, renderNote(progress), { contentType: "application/json" })
        .catch((error: unknown) => {
          // Another run of the kind met it in the same second: it is remembered.
          if (!(error instanceof NameTakenError)) {
            throw error;
          }
        });
      return over;
    },
    async listPausedRuns(now) {
      const current = found.filter(({ pause }) => pause.until > now);
      const longest = kinds.flatMap((kind) => {
        const [first, ...others] = current.filter((candidate) => candidate.kind === kind);
        const latest = others.reduce((a, b) => (a && b.pause.until > a.pause.until ? b : a), first);
        return latest === undefined ? [] : [{ ...latest, kind }];
      });
      return Promise.all(
        longest.map(async ({ name, pause, kind }) => ({
          kind,
          until: pause.until,
          progress: parseNote(await text(archive.read(name))),
        })),
      );
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

/** Earlier versions wrote `.txt`, without the kind. */
function parseName(name: string): { readonly pause: Pause; readonly kind: Kind | undefined } | undefined {
  const [, from = "", until = "", kind] =
    /\/([^/_]+)_([^/_]+?)(?:_([a-z]+))?\.(?:txt|json)$/.exec(name) ?? [];
  const pause = { from: parseSnapshotId(from), until: parseSnapshotId(until) };
  return pause.from === undefined || pause.until === undefined
    ? undefined
    : {
        pause: { from: pause.from, until: pause.until },
        kind: kinds.find((candidate) => candidate === kind),
      };
}

const note = z.looseObject({
  progress: z.object({ step: z.string(), done: z.number(), total: z.number() }).optional(),
});

async function* renderNote(progress: PausedRun["progress"]): AsyncGenerator<string, void> {
  yield `${JSON.stringify({
    note: "Spotify allows this app no more requests between the times in this file's name.",
    progress,
  })}\n`;
}

/** What is no note of this version says nothing of the progress, and is a pause all the same. */
function parseNote(written: string): PausedRun["progress"] {
  return written.startsWith("{") ? note.safeParse(JSON.parse(written)).data?.progress : undefined;
}
