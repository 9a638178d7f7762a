import { randomUUID } from "node:crypto";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import { ArchiveError, NameTakenError } from "../errors.ts";
import { hashName } from "../state/hash-name.ts";
import { removeAll } from "../state/remove-all.ts";

/** One try of a user's to connect. It holds nothing secret: what proves whose it is lies in the browser alone. */
export interface Attempt {
  readonly begunAt: Date;
  readonly redirectUri: string;
  /** Whether the user means to back up another account than so far. */
  readonly account: "same" | "another";
}

/** How long an attempt may take, from the link to the answer. */
export const attemptMs = 10 * 60 * 1_000;

/** Attempts as files that are written once: they outlive a restart, and every instance of the function app sees them. */
export interface Attempts {
  begin(state: string, attempt: Attempt): Promise<void>;
  /** The attempt of that state, however old; undefined where there is none, or where it was tidied away. */
  find(state: string): Promise<Attempt | undefined>;
  /** Uses an attempt up. Of any number of callers, wherever they run, one is given true. */
  claim(state: string): Promise<boolean>;
  /** Removes those that are over, used or not. */
  removeOld(now: Date): Promise<void>;
}

const folder = "connect";
/** Far beyond the end of an attempt, so that no clock of another machine makes one seem old that is under way. */
const tidyAfterMs = 6 * attemptMs;

const begun = z.object({
  begunAt: z.iso.datetime(),
  redirectUri: z.url(),
  account: z.enum(["same", "another"]),
});

export function openAttempts(archive: Archive): Attempts {
  const nameOf = (state: string, file: string) => `${folder}/${hashName(state)}/${file}`;

  async function find(state: string): Promise<Attempt | undefined> {
    const name = nameOf(state, "begun.json");
    const files = await Array.fromAsync(archive.list(name));
    if (files.length === 0) {
      return undefined;
    }
    const parsed = begun.safeParse(await json(archive.read(name)));
    if (!parsed.success) {
      throw new ArchiveError(`${name} in ${archive.location} is damaged. Remove it, and connect again.`);
    }
    return { ...parsed.data, begunAt: new Date(parsed.data.begunAt) };
  }

  async function claim(state: string): Promise<boolean> {
    try {
      // Each claim says something else, for the same content would count as written by either.
      await archive.write(nameOf(state, "used.txt"), once(randomUUID()), { contentType: "text/plain" });
      return true;
    } catch (error) {
      if (error instanceof NameTakenError) {
        return false;
      }
      throw error;
    }
  }

  async function removeOld(now: Date): Promise<void> {
    const files = await Array.fromAsync(archive.list(`${folder}/`));
    const old = files.filter(({ modifiedAt }) => now.getTime() - modifiedAt.getTime() > tidyAfterMs);
    await removeAll(
      archive,
      old.map(({ name }) => name),
    );
  }

  return {
    begin: async (state, attempt) => {
      await archive.write(nameOf(state, "begun.json"), once(JSON.stringify(attempt)), {
        contentType: "application/json",
      });
    },
    find,
    claim,
    removeOld,
  };
}

async function* once(text: string): AsyncGenerator<string, void> {
  yield text;
}
