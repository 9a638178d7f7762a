import { app, type InvocationContext, type Timer } from "@azure/functions";
import { inFunctionApp } from "../lib/function-app.ts";
import { checkOnSchedule } from "../lib/function-runs.ts";

/** Looks every day whether backups happen and can go on, and tells where not. */
export async function checkBackups(_timer: Timer, context: InvocationContext): Promise<void> {
  await checkOnSchedule(inFunctionApp(context));
}

app.timer("checkBackups", { schedule: "%CHECK_SCHEDULE%", handler: checkBackups });
