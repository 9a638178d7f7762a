import { app, type InvocationContext, type Timer } from "@azure/functions";
import { assembleExport } from "../lib/assemble.ts";
import { exportSnapshot } from "../lib/export/export-snapshot.ts";
import { inFunctionApp } from "../lib/function-app.ts";
import { parseExportSettings } from "../lib/settings.ts";

/** Runs on its schedule, and ad hoc through the host's admin endpoint. */
export async function exportPlaylists(_timer: Timer, context: InvocationContext): Promise<void> {
  const settings = parseExportSettings(process.env, "functionApp");
  await exportSnapshot("playlists", assembleExport(settings, inFunctionApp(context)));
}

app.timer("exportPlaylists", { schedule: "%PLAYLISTS_SCHEDULE%", handler: exportPlaylists });
