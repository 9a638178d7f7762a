import type { Command } from "commander";
import { assembleRestoreSecrets, assembleSecrets } from "../lib/assemble-stores.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { parseServiceSettings } from "../lib/settings.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

interface LogoutOptions {
  readonly restore?: true;
  readonly json?: true;
}

export function addLogoutCommand(program: Command, terminal: Terminal): void {
  program
    .command("logout")
    .description("forget the refresh token that login has stored")
    .option("--restore", "forget the one for restoring instead")
    .option("--json", "print one JSON document with what was forgotten")
    .action((options: LogoutOptions) => runCommand(terminal, options, () => runLogout(options, terminal)));
}

async function runLogout({ restore }: LogoutOptions, { log }: Terminal): Promise<CommandResult> {
  const settings = parseServiceSettings(await readSettingValues());
  const surroundings = { environment: process.env, localSettingsFile, log };
  const secrets = (restore ? assembleRestoreSecrets : assembleSecrets)(settings, surroundings);
  const forgotten = await secrets.forgetRefreshToken();
  const { location } = secrets;
  return {
    document: { purpose: restore ? "restore" : "backup", forgotten, location },
    text: forgotten
      ? `The refresh token is forgotten in ${location}. Spotify's consent itself ends when you remove the app at ` +
        "https://www.spotify.com/account/apps, or six months after you gave it."
      : `There was no refresh token to forget in ${location}.`,
    exitCode: exitCodes.done,
  };
}
