import type { Archive } from "../archive/archive.ts";
import { removeAll } from "../state/remove-all.ts";
import type { Channel } from "./message.ts";

/**
 * What has been told to whom, in files that are written once and only removed: by other processes and in other weeks, too, nobody is
 * told anything twice.
 */
export interface Told {
  has(key: string, channel: Channel): boolean;
  /** Notes that the channel was told, once it was: who is killed in between tells it again, which is better than never. */
  add(key: string, channel: Channel): Promise<void>;
  /** Forgets what was told under these keys, so that it is news when it comes again. */
  forget(keys: readonly string[]): Promise<void>;
  /** Forgets what was told before a time. */
  forgetBefore(time: Date): Promise<void>;
}

const folder = "told";

export async function openTold(state: Archive): Promise<Told> {
  const files = await Array.fromAsync(state.list(`${folder}/`));
  const names = new Set(files.map(({ name }) => name));
  const toName = (key: string, channel: Channel) => `${folder}/${key}_${channel}.txt`;
  return {
    has: (key, channel) => names.has(toName(key, channel)),
    async add(key, channel) {
      await state.write(toName(key, channel), renderNote(), { contentType: "text/plain" });
    },
    async forget(keys) {
      const forgotten = [...names].filter((name) => keys.some((key) => name.startsWith(`${folder}/${key}_`)));
      await removeAll(state, forgotten);
    },
    forgetBefore: (time) =>
      removeAll(
        state,
        files.filter(({ modifiedAt }) => modifiedAt < time).map(({ name }) => name),
      ),
  };
}

/** The same for everybody, so that two processes that tell it at once do not quarrel about the file. */
async function* renderNote(): AsyncGenerator<string, void> {
  yield "This channel was told what this file's name says. Without it, it may be told again.\n";
}
