import type { Kind } from "../archive/manifest.ts";
import { PausedError } from "../errors.ts";
import { keepPause } from "../state/keep-pause.ts";
import { expectNoPause, openPauses } from "../state/pauses.ts";
import type { ExportTools, ReadyTools } from "./export-tools.ts";
import type { ProgressEvent } from "./progress.ts";

/** What it takes to keep a pause. */
type PausableTools = Pick<ExportTools, "archive" | "state" | "now" | "readClientId" | "onProgress" | "log">;

/**
 * Does work that asks Spotify, unless it allows nothing yet. A pause is remembered, so that nobody asks before it is over, and
 * says how far the work has come.
 *
 * @param kind what the work exports, where that is one kind
 * @throws {PausedError} before anything is sent, or when Spotify asks for more waiting than the run can afford
 */
export async function runUntilPause<Tools extends PausableTools, Result>(
  tools: Tools,
  work: (tools: Tools & Pick<ReadyTools, "pauses">) => Promise<Result>,
  kind?: Kind,
): Promise<Result> {
  const { archive, state, now } = tools;
  await archive.prepare();
  await state.prepare();
  const pauses = await openPauses(state, { clientId: await tools.readClientId() });
  expectNoPause(pauses, now());
  const steps = new Map<string, ProgressEvent>();
  const onProgress = (event: ProgressEvent) => {
    steps.set(event.step, event);
    tools.onProgress(event);
  };
  try {
    return await work({ ...tools, onProgress, pauses });
  } catch (error) {
    if (!(error instanceof PausedError)) {
      throw error;
    }
    const progress = findLargest(steps);
    const until = await keepPause({ until: error.until, kind, progress }, { ...tools, pauses });
    throw new PausedError(error.message, until, { progress, cause: error });
  }
}

/** Of several steps that were interrupted, the one that says most about how far the run has come. */
function findLargest(steps: ReadonlyMap<string, ProgressEvent>): ProgressEvent | undefined {
  return [...steps.values()]
    .filter(({ done, total }) => done < total)
    .reduce<ProgressEvent | undefined>((a, b) => (a === undefined || b.total > a.total ? b : a), undefined);
}
