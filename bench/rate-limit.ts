import { exportMinimum } from "../test/export/minimum.ts";
import { generateLibrary } from "../test/fake-spotify/generated-library.ts";
import { withCommandLine } from "./command-line.ts";
import type { Goal, Row } from "./row.ts";
import { describeSize, type Size } from "./sizes.ts";
import { withVirtualExports } from "./virtual-exports.ts";

/** What the server lets through in 30 seconds, and the pace that the product keeps unless told otherwise. */
const requestsPer30s = 90;

/** The playlists under a limit of the server's, in virtual time. */
export async function measurePace(size: Size): Promise<readonly Row[]> {
  const library = generateLibrary(size);
  const options = { library, rateLimit: { requests: requestsPer30s } };
  return withVirtualExports(options, async ({ run, now, requests, refusals }) => {
    const startedMs = now();
    await run("playlists", { requestsPer30s });
    const virtualSeconds = (now() - startedMs) / 1_000;
    return [
      {
        library: describeSize(size),
        run: `the playlists, first, at most ${requestsPer30s} requests in 30 s`,
        minimum: exportMinimum("playlists", library),
        requests: requests(),
        virtualSeconds,
        goals: paceGoals({ requests: requests(), refused: refusals(), seconds: virtualSeconds }),
      },
    ];
  });
}

/** The same for both kinds by the command line, with its own pace and a server in another process, in real time. */
export async function measurePaceInRealTime(size: Size): Promise<readonly Row[]> {
  const fakeOptions = { library: "generated", ...size, "rate-limit": requestsPer30s };
  return withCommandLine(fakeOptions, async ({ exportAll }) => {
    const { requests, retried, seconds } = await exportAll();
    return [
      {
        library: describeSize(size),
        run: `first, at most ${requestsPer30s} requests in 30 s`,
        ...{ requests, seconds },
        goals: paceGoals({ requests, refused: retried, seconds }),
      },
    ];
  });
}

function paceGoals({
  requests,
  refused,
  seconds,
}: {
  readonly requests: number;
  readonly refused: number;
  readonly seconds: number;
}): readonly Goal[] {
  const share = { value: (100 * refused) / requests, bound: 1, decimals: 2 };
  const time = { value: seconds / (requests / (requestsPer30s / 30)), bound: 1.1, decimals: 2 };
  return [
    { of: "% refused with 429:", must: "at most", ...share },
    { of: "× requests / 3 s:", must: "at most", ...time },
  ];
}
