import { app, type InvocationContext, type Timer } from "@azure/functions";
import { inFunctionApp } from "../lib/function-app.ts";
import { exportOnSchedule } from "../lib/function-runs.ts";

/** Runs on its schedule, and ad hoc through the host's admin endpoint. */
export async function exportLibrary(_timer: Timer, context: InvocationContext): Promise<void> {
  await exportOnSchedule("library", inFunctionApp(context));
}

app.timer("exportLibrary", { schedule: "%LIBRARY_SCHEDULE%", handler: exportLibrary });
