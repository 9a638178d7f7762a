import { app, type InvocationContext, type Timer } from "@azure/functions";
import { assembleExport } from "../lib/assemble.ts";
import { exportSnapshot } from "../lib/export/export-snapshot.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseExportSettings } from "../lib/settings.ts";

/** Runs on its schedule, and ad hoc through the host's admin endpoint. */
export async function exportLibrary(_timer: Timer, context: InvocationContext): Promise<void> {
  const settings = parseExportSettings(process.env, "functionApp");
  await exportSnapshot("library", assembleExport(settings, inFunctionApp(context)));
}

app.timer("exportLibrary", { schedule: "%LIBRARY_SCHEDULE%", handler: exportLibrary });
