import { type MeasuredRun, noPace, withCommandLine } from "./command-line.ts";
import type { Row } from "./row.ts";
import { describeSize, type Size } from "./sizes.ts";

const latencyMs = 80;
const concurrency = 8;

/** How much sooner an export ends when several requests are under way at once, by the command line in real time. */
export async function measureConcurrency(size: Size): Promise<readonly Row[]> {
  const one = await measureFirst(size, 1);
  const several = await measureFirst(size, concurrency);
  const library = describeSize(size);
  const { requests, seconds } = several;
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
async function measureFirst(size: Size, requestsAtOnce: number): Promise<MeasuredRun> {
  return withCommandLine({ library: "generated", ...size, latency: latencyMs }, ({ exportAll }) =>
    exportAll({ ...noPace, SPOTIFY_CONCURRENCY: String(requestsAtOnce) }),
  );
}

function toRun(requestsAtOnce: number): string {
  return `first, no limit, ${latencyMs} ms an answer, ${requestsAtOnce} at once`;
}
