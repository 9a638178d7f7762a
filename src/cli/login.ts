import { type Command, InvalidArgumentError } from "commander";
import { assembleLogin } from "../lib/assemble.ts";
import { redeemConsent } from "../lib/consent/redeem-consent.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import { parseLoginSettings } from "../lib/settings.ts";
import { backupScopes, createAuthorization } from "../lib/spotify/authorization.ts";
import { openBrowser } from "./browser.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import { exitCodes } from "./exit-code.ts";
import { onInterrupt } from "./interrupt.ts";
import { listenOnLoopback } from "./loopback.ts";
import type { Terminal } from "./terminal.ts";

interface LoginOptions {
  readonly port: number;
  readonly browser: boolean;
}

export function addLoginCommand(program: Command, terminal: Terminal): void {
  program
    .command("login")
    .description("let Spotify ask you for your consent, and store the refresh token it gives")
    .option("--port <port>", "the port of the redirect URI http://127.0.0.1:<port>/callback", parsePort, 8888)
    .option("--no-browser", "only print the link")
    .action((options: LoginOptions) => runCommand(terminal, {}, () => runLogin(options, terminal)));
}

async function runLogin(options: LoginOptions, terminal: Terminal): Promise<CommandResult> {
  const settings = parseLoginSettings(await readSettingValues());
  const { spotifyAccountsUrl: accountsUrl, spotifyApiUrl: apiUrl } = settings;
  const signal = onInterrupt(terminal.say);
  const { log } = terminal;
  const { secrets, sender } = assembleLogin(settings, {
    environment: process.env,
    localSettingsFile,
    log,
    signal,
  });
  const client = await secrets.readClient();
  const loopback = await listenOnLoopback(options.port);
  try {
    const { clientId } = client;
    const { redirectUri } = loopback;
    const authorization = createAuthorization({ accountsUrl, clientId, redirectUri, scopes: backupScopes });
    terminal.say(`The app's page must list the redirect URI ${loopback.redirectUri}`);
    terminal.say(`Open this link in a browser on this machine and agree:\n\n${authorization.url}\n`);
    if (options.browser) {
      openBrowser(authorization.url);
    }
    const code = await loopback.awaitCode(authorization.state, signal);
    const tools = { accountsUrl, apiUrl, sender, client, authorization, now: new Date() };
    const { refreshToken, consent } = await redeemConsent(code, tools);
    await secrets.saveRefreshToken(refreshToken, consent);
  } finally {
    loopback.close();
  }
  return {
    document: {},
    text: "Authorised. The refresh token is stored; Spotify ends it in six months.",
    exitCode: exitCodes.done,
  };
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 1 to 65535.");
  }
  return port;
}
