import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian and its like put the browser. */
const executablePath = "/usr/bin/chromium";

/** Why tests in a browser are left out on this machine; undefined where they are not. */
export const missingChromium = existsSync(executablePath)
  ? undefined
  : `there is no ${executablePath}: install Chromium to test the pages in it`;

export async function launchChromium(): Promise<Browser> {
  // Chromium will not sandbox itself for root, as whom CI runs.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}
