import { PausedError } from "../src/lib/errors.ts";
import { generateLibrary } from "../test/fake-spotify/generated-library.ts";
import { bothMinimum } from "./heavy-listener.ts";
import type { Row } from "./row.ts";
import { describeSize, type Size } from "./sizes.ts";
import { withVirtualExports } from "./virtual-exports.ts";

const secondsOfDay = 24 * 60 * 60;

/** Exports under a quota for a day, gone on with whenever a pause ends, in virtual time. */
export async function measureQuota(size: Size, quota: number): Promise<readonly Row[]> {
  const library = generateLibrary(size);
  const minimum = bothMinimum(library);
  return withVirtualExports({ library, quota: { requests: quota } }, async (exports) => {
    const { run, requests, now, sleepUntil } = exports;
    const startedMs = now();
    let pauses = 0;
    for (const kind of ["library", "playlists"] as const) {
      for (let isDone = false; !isDone; ) {
        try {
          await run(kind, { requestsPer30s: 90 });
          isDone = true;
        } catch (error) {
          if (!(error instanceof PausedError)) {
            throw error;
          }
          pauses += 1;
          await sleepUntil(error.until.getTime());
        }
      }
    }
    const days = (now() - startedMs) / 1_000 / secondsOfDay;
    return [
      {
        library: describeSize(size),
        run: `first, under a quota of ${quota.toLocaleString("en-US")} requests a day`,
        ...{ minimum, requests: requests() },
        virtualSeconds: (now() - startedMs) / 1_000,
        remarks: `${pauses} pauses, ${days.toFixed(1)} days`,
        goals: [
          {
            of: "requests",
            value: requests(),
            must: "at most",
            bound: minimum + 2 * pauses,
          },
        ],
      },
    ];
  });
}
