import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Archive } from "../archive/archive.ts";
import { toSnapshotId } from "../archive/snapshot.ts";
import { mapAtOnce } from "../at-once.ts";
import { ArchiveError } from "../errors.ts";
import { decodeText } from "../lines.ts";
import { removeAll } from "../state/remove-all.ts";
import { type Memory, remember } from "./memory.ts";
import { type Note, notesFormat, notesSchema } from "./note.ts";

/** What a restore remembers from run to run. */
export interface Journal {
  /** What is known now. */
  memory(): Memory;
  /** The note is kept when the promise resolves: only then may be done what it speaks of. */
  note(note: Note): Promise<void>;
  /** Puts all notes into one file, once there is nothing left to do. */
  tidy(): Promise<void>;
}

/**
 * Reads what was written down below `folder`, by this run or by earlier ones. Each note is a file, which is written once.
 *
 * @throws {ArchiveError} where a file is not what was written: to go on without it might do things twice
 */
export async function openJournal(
  state: Archive,
  { folder, now }: { readonly folder: string; readonly now: () => Date },
): Promise<Journal> {
  let names = await listNotes(state, folder);
  const notes: Note[] = (await mapAtOnce(names, 8, (name) => readNotes(state, name))).flat();
  let memory = remember(notes);
  let number = toNumber(names.at(-1)) + 1;

  async function write(those: readonly Note[]): Promise<string> {
    // The number puts notes in order that are written within a second, or by a clock that was set back.
    const name = `${toPrefix(folder)}${String(number).padStart(6, "0")}_${toSnapshotId(now())}_${randomUUID()}.json`;
    number += 1;
    await state.write(name, render(those), { contentType: "application/json" });
    return name;
  }

  return {
    memory: () => memory,
    async note(note) {
      names.push(await write([note]));
      notes.push(note);
      memory = remember(notes);
    },
    async tidy() {
      if (names.length > 1) {
        const kept = await write(notes);
        await removeAll(state, names);
        names = [kept];
      }
    },
  };
}

async function* render(notes: readonly Note[]): AsyncGenerator<string, void> {
  yield `${JSON.stringify({ format: notesFormat, notes })}\n`;
}

async function readNotes(state: Archive, name: string): Promise<readonly Note[]> {
  const text = (await Array.fromAsync(decodeText(state.read(name)))).join("");
  try {
    return notesSchema.parse(JSON.parse(text)).notes;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) {
      throw error;
    }
    throw new ArchiveError(
      `${name} in ${state.location} is damaged: it says what an earlier run of this restore has done. ` +
        "Remove it, or restore with --anew, which makes all playlists again.",
      { cause: error },
    );
  }
}

/** Forgets what was written down, so that all of it is done again. */
export async function forgetJournal(state: Archive, folder: string): Promise<void> {
  await removeAll(state, await listNotes(state, folder));
}

async function listNotes(state: Archive, folder: string): Promise<string[]> {
  return (await Array.fromAsync(state.list(toPrefix(folder)))).map(({ name }) => name);
}

function toPrefix(folder: string): string {
  return `${folder}/notes/`;
}

function toNumber(name: string | undefined): number {
  return Number(/\/(\d+)_[^/]*$/.exec(name ?? "")?.[1] ?? -1);
}
