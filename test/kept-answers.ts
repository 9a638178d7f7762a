import type { Archive } from "../src/lib/archive/archive.ts";
import { openFolder } from "../src/lib/archive/folder.ts";
import type { ApiGet } from "../src/lib/spotify/request.ts";
import { openAnswers } from "../src/lib/state/answers.ts";
import { createRecordedLog } from "./export/recorded-log.ts";
import { temporaryFolder } from "./export/temporary-folder.ts";

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;
const epochMs = Date.parse("2026-11-22T02:00:00Z");
/** So many seconds after the epoch of these tests. */
export const at = (seconds: number) => new Date(epochMs + seconds * 1_000);

/** A run that begins so many seconds after the epoch, and whose Spotify tells in each answer when it was asked. */
export async function openAnsweredRun(
  archive: Archive,
  seconds: number,
  given: Partial<Parameters<typeof openAnswers>[1]> = {},
) {
  const { log, warnings } = createRecordedLog();
  let nowSeconds = seconds;
  const answers = await openAnswers(archive, {
    folder: "accounts/one/playlists/answers",
    mode: "usual",
    pauses: [],
    publishedAt: undefined,
    now: () => at(nowSeconds),
    log,
    ...given,
  });
  const get = answers.recall(async (path) => ({ path, askedAt: nowSeconds }));
  return {
    answers,
    warnings,
    /** Asks at a time, and tells when the answer that comes was given. */
    async ask(path: string, query: Parameters<ApiGet>[1] = {}, askedAt = nowSeconds) {
      nowSeconds = askedAt;
      return get(path, query);
    },
    recall: answers.recall,
  };
}

export async function newState(): Promise<Archive> {
  return openFolder(await temporaryFolder());
}
