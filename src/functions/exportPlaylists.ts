import { app, type InvocationContext, type Timer } from "@azure/functions";
import { inFunctionApp } from "../lib/function-app.ts";
import { exportOnSchedule } from "../lib/function-runs.ts";

/** Runs on its schedule, and ad hoc through the host's admin endpoint. */
export async function exportPlaylists(_timer: Timer, context: InvocationContext): Promise<void> {
  await exportOnSchedule("playlists", inFunctionApp(context));
}

app.timer("exportPlaylists", { schedule: "%PLAYLISTS_SCHEDULE%", handler: exportPlaylists });
