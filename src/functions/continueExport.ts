import { app, type InvocationContext } from "@azure/functions";
import { assembleContinuableExport } from "../lib/assemble.ts";
import { continueExport as continueFrom } from "../lib/continuation/continue-export.ts";
import { hostConnection } from "../lib/continuation/host-storage.ts";
import { tellLastTry } from "../lib/continuation/last-try.ts";
import { queueName } from "../lib/continuation/queue.ts";
import { countTries, inFunctionApp } from "../lib/function-app.ts";
import { parseFunctionAppSettings } from "../lib/settings.ts";

/** Goes on with a paused export when its message comes, and pauses again if it must. */
export async function continueExport(message: unknown, context: InvocationContext): Promise<void> {
  const surroundings = inFunctionApp(context);
  const goOn = () => {
    const settings = parseFunctionAppSettings(process.env);
    return continueFrom(message, assembleContinuableExport(settings, surroundings));
  };
  await tellLastTry(goOn, { log: surroundings.log, tries: countTries(context) });
}

app.storageQueue("continueExport", { queueName, connection: hostConnection, handler: continueExport });
