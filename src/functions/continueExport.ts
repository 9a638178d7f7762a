import { app, type InvocationContext } from "@azure/functions";
import { hostConnection } from "../lib/continuation/host-storage.ts";
import { queueName } from "../lib/continuation/queue.ts";
import { countTries, inFunctionApp } from "../lib/function-app.ts";
import { continueOnMessage } from "../lib/function-runs.ts";

/** Goes on with a paused export when its message comes, and pauses again if it must. */
export async function continueExport(message: unknown, context: InvocationContext): Promise<void> {
  await continueOnMessage(message, inFunctionApp(context), { tries: countTries(context) });
}

app.storageQueue("continueExport", { queueName, connection: hostConnection, handler: continueExport });
