import { app, type InvocationContext, type Timer } from "@azure/functions";
import { assembleContinuableExport } from "../lib/assemble.ts";
import { exportOrContinueLater } from "../lib/continuation/continue-export.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseFunctionAppSettings } from "../lib/settings.ts";

/** Runs on its schedule, and ad hoc through the host's admin endpoint. */
export async function exportLibrary(_timer: Timer, context: InvocationContext): Promise<void> {
  const settings = parseFunctionAppSettings(process.env);
  await exportOrContinueLater("library", assembleContinuableExport(settings, inFunctionApp(context)));
}

app.timer("exportLibrary", { schedule: "%LIBRARY_SCHEDULE%", handler: exportLibrary });
