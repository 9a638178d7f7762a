import { type MeasuredRun, noPace, withCommandLine } from "./command-line.ts";
import type { Row } from "./row.ts";
import { describeSize, type Size } from "./sizes.ts";

const concurrency = 8;

/**
 * How much sooner an export ends when several requests are under way at once, by the command line in real time.
 *
 * @param latencyMs how long each answer takes; the longer, the less it matters how fast the machine itself is
 */
export async function measureConcurrency(size: Size, latencyMs: number): Promise<readonly Row[]> {
  const one = await measureFirst(size, { latencyMs, requestsAtOnce: 1 });
  const several = await measureFirst(size, { latencyMs, requestsAtOnce: concurrency });
  const library = describeSize(size);
  const { requests, seconds } = several;
  const toRun = (atOnce: number) => `first, no limit, ${latencyMs} ms an answer, ${atOnce} at once`;
  return [
    { library, run: toRun(1), requests: one.requests, seconds: one.seconds },
    {
      ...{ library, run: toRun(concurrency), requests, seconds },
      goals: [
        {
          of: "times as fast as one at a time:",
          value: one.seconds / seconds,
          must: "at least",
          bound: 3.5,
          decimals: 1,
        },
      ],
    },
  ];
}

/** Each has a fake and a folder of its own, so that nothing is kept from the other. */
async function measureFirst(
  size: Size,
  { latencyMs, requestsAtOnce }: { readonly latencyMs: number; readonly requestsAtOnce: number },
): Promise<MeasuredRun> {
  return withCommandLine({ library: "generated", ...size, latency: latencyMs }, ({ exportAll }) =>
    exportAll({ ...noPace, SPOTIFY_CONCURRENCY: String(requestsAtOnce) }),
  );
}
