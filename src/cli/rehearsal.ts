import type { Kind } from "../lib/archive/manifest.ts";
import type { ExportTools } from "../lib/export/export-tools.ts";
import { rehearse } from "../lib/rehearse/rehearse-export.ts";
import type { Teller } from "../lib/tell/teller.ts";
import { type CommandResult, toFailure } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { formatDeliveries, formatRehearsal } from "./format-rehearsal.ts";

/** Rehearses an export. What it would say is said, and every channel that a test message did not reach is a failure. */
export async function runRehearsal(
  chosen: readonly Kind[],
  { tools, teller }: { readonly tools: ExportTools; readonly teller: Teller },
): Promise<CommandResult> {
  const { rehearsal, error, deliveries } = await rehearse(chosen, tools, teller);
  const { location } = tools.archive;
  const isUnheard = deliveries.some(({ failure }) => failure !== undefined);
  const isPartial = rehearsal?.kinds.some(({ sections }) =>
    Object.values(sections).some(({ problem }) => problem !== undefined),
  );
  const result = {
    document: {
      location,
      isDryRun: true,
      ...rehearsal,
      messages: deliveries.map(({ channel, failure = null }) => ({ channel, failure })),
    },
    text: [
      ...(rehearsal === undefined ? [] : [formatRehearsal(rehearsal, location)]),
      formatDeliveries(deliveries),
    ].join("\n"),
    exitCode: isPartial ? exitCodes.partial : exitCodes.done,
  };
  if (error !== undefined) {
    return toFailure(error, result);
  }
  return isUnheard ? { ...result, exitCode: exitCodes.failed } : result;
}
