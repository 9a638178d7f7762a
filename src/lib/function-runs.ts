import type { Kind } from "./archive/manifest.ts";
import { assembleCheck, assembleContinuableExport, assembleTeller, type Surroundings } from "./assemble.ts";
import { continueExport, exportOrContinueLater } from "./continuation/continue-export.ts";
import { mostTries, tellLastTry } from "./continuation/last-try.ts";
import { findKind } from "./continuation/message.ts";
import { ExporterError } from "./errors.ts";
import type { ExportTools } from "./export/export-tools.ts";
import { checkBackups } from "./health/check-backups.ts";
import { rehearse } from "./rehearse/rehearse-export.ts";
import { parseFunctionAppSettings, parsePlaceSettings } from "./settings.ts";
import { tellOutcome } from "./tell/tell-outcome.ts";
import type { Teller } from "./tell/teller.ts";
import type { Outcome } from "./tell/to-event.ts";

/** What a timer starts: an export of a kind, whose end is told. */
export async function exportOnSchedule(kind: Kind, surroundings: Surroundings): Promise<void> {
  const teller = openTeller(surroundings);
  await tellOutcome({ task: kind, teller }, async () => {
    const settings = parseFunctionAppSettings(surroundings.environment);
    const tools = assembleContinuableExport(settings, surroundings);
    if (settings.isTestMode) {
      return rehearseOnly(kind, tools, teller);
    }
    await teller.begin();
    return exportOrContinueLater(kind, tools);
  });
}

/**
 * What a message in the queue starts: a paused export goes on. To the dead man's switch it is the run that began before the pause.
 *
 * @param options.tries how often the message was tried, this time included; unknown where somebody started the function by hand
 */
export async function continueOnMessage(
  message: unknown,
  surroundings: Surroundings,
  { tries }: { readonly tries: number | undefined },
): Promise<void> {
  const teller = openTeller(surroundings);
  const task = findKind(message) ?? "backup";
  const isTriedAgain = tries !== undefined && tries < mostTries;
  const goOn = () => {
    const settings = parseFunctionAppSettings(surroundings.environment);
    const tools = assembleContinuableExport(settings, surroundings);
    return continueExport<Outcome | undefined>(message, tools, (kind) =>
      settings.isTestMode ? rehearseOnly(kind, tools, teller) : exportOrContinueLater(kind, tools),
    );
  };
  await tellOutcome({ task, teller, isTriedAgain }, () =>
    tellLastTry(goOn, { log: surroundings.log, tries }),
  );
}

/** What the daily timer starts: a look at whether backups happen and can go on. */
export async function checkOnSchedule(surroundings: Surroundings): Promise<void> {
  const teller = openTeller(surroundings);
  await tellOutcome({ task: "check", teller }, async () => {
    const settings = parsePlaceSettings(surroundings.environment, "functionApp");
    await checkBackups(assembleCheck(settings, surroundings), teller);
    return undefined;
  });
}

function openTeller(surroundings: Surroundings): Teller {
  return assembleTeller(surroundings.environment, { ...surroundings, host: "functionApp" });
}

/** @throws what ended the rehearsal, or an `ExporterError` where a channel could not be reached */
async function rehearseOnly(kind: Kind, tools: ExportTools, teller: Teller): Promise<undefined> {
  const { rehearsal, error, deliveries } = await rehearse([kind], tools, teller);
  if (error !== undefined) {
    throw error;
  }
  tools.log.info("export rehearsed", { ...rehearsal, deliveries });
  const failed = deliveries.flatMap(({ channel, failure }) =>
    failure === undefined ? [] : [`${channel} (${failure})`],
  );
  if (failed.length > 0) {
    throw new ExporterError(
      `The test message was not delivered to ${failed.join(", ")}. Check the URLs of the channels.`,
    );
  }
  return undefined;
}
