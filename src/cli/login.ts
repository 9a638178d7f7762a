import { type Command, InvalidArgumentError } from "commander";
import type { Manifest } from "../lib/archive/manifest.ts";
import { assembleLogin } from "../lib/assemble.ts";
import { assembleArchive } from "../lib/assemble-stores.ts";
import { findBackedUpAccount, findConsentingAccount } from "../lib/consent/backed-up-account.ts";
import { findConsentEnd } from "../lib/consent/consent.ts";
import { judgeConsent } from "../lib/consent/judge-consent.ts";
import { type NewConsent, redeemConsent } from "../lib/consent/redeem-consent.ts";
import { ArchiveError, ConsentError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import { localSettingsFile } from "../lib/secrets/local-values.ts";
import type { SecretStore } from "../lib/secrets/secret-store.ts";
import { type PlaceSettings, parsePlaceSettings } from "../lib/settings.ts";
import { backupScopes, createAuthorization, restoreScopes } from "../lib/spotify/authorization.ts";
import { openBrowser } from "./browser.ts";
import { type CommandResult, readSettingValues, runCommand } from "./command.ts";
import type { AnswerSource } from "./consent-answer.ts";
import { exitCodes } from "./exit-code.ts";
import { describeRefusal, formatLogin } from "./format-login.ts";
import { onInterrupt } from "./interrupt.ts";
import { listenOnLoopback } from "./loopback.ts";
import { askForAddress } from "./pasted-answer.ts";
import type { Terminal } from "./terminal.ts";

interface LoginOptions {
  readonly port: number;
  readonly browser: boolean;
  readonly manual?: true;
  readonly restore?: true;
  readonly anotherAccount?: true;
  readonly json?: true;
}

type Account = Manifest["account"];

export function addLoginCommand(program: Command, terminal: Terminal): void {
  program
    .command("login")
    .description("let Spotify ask you for your consent, and store the refresh token it gives")
    .option("--port <port>", "the port of the redirect URI http://127.0.0.1:<port>/callback", parsePort, 8888)
    .option("--no-browser", "only print the link")
    .option("--manual", "agree in a browser on another machine, and paste here the address where it ends")
    .option(
      "--restore",
      "ask for leave to write as well, as a restore needs; the token stays on this machine",
    )
    .option("--another-account", "back up another account than so far from now on")
    .option("--json", "print one JSON document with whose consent was stored, and until when it lasts")
    .action((options: LoginOptions) => runCommand(terminal, options, () => runLogin(options, terminal)));
}

async function runLogin(options: LoginOptions, terminal: Terminal): Promise<CommandResult> {
  const settings = parsePlaceSettings(await readSettingValues(), "commandLine");
  const { spotifyAccountsUrl: accountsUrl, spotifyApiUrl: apiUrl } = settings;
  const { log, say } = terminal;
  const signal = onInterrupt(say);
  const purpose = options.restore ? "restore" : "backup";
  const scopes = options.restore ? restoreScopes : backupScopes;
  const surroundings = { environment: process.env, localSettingsFile, log, signal };
  const { secrets, sender } = assembleLogin(settings, surroundings, purpose);
  const client = await secrets.readClient();
  // Looked up while the user reads and agrees; what is restored may go into any account.
  const isFree = options.restore || options.anotherAccount;
  const lookedUp = isFree ? Promise.resolve(undefined) : lookUpAccount(settings, { secrets, log });
  lookedUp.catch(() => undefined);
  const source = await openSource(options, terminal);
  try {
    const { redirectUri } = source;
    const authorization = createAuthorization({
      accountsUrl,
      clientId: client.clientId,
      redirectUri,
      scopes,
    });
    say(`The app's page must list the redirect URI ${redirectUri}`);
    say(
      `Open this link in a browser ${options.manual ? "anywhere" : "on this machine"} and agree:\n\n${authorization.url}\n`,
    );
    if (options.browser && !options.manual) {
      openBrowser(authorization.url);
    }
    const code = await source.awaitCode(authorization.state, signal);
    const given = await redeemConsent(code, {
      accountsUrl,
      apiUrl,
      sender,
      client,
      authorization,
      now: new Date(),
    });
    const refusal = judgeConsent(given, { scopes, backedUp: await lookedUp });
    if (refusal !== undefined) {
      throw new ConsentError(describeRefusal(refusal, given));
    }
    await secrets.saveRefreshToken(given.refreshToken, given.consent);
    return toResult(given, { secrets, purpose });
  } finally {
    source.close();
  }
}

async function openSource({ manual, port }: LoginOptions, { say }: Terminal): Promise<AnswerSource> {
  return manual ? askForAddress({ port, input: process.stdin, say }) : listenOnLoopback(port);
}

/** An archive that cannot be read is no reason not to log in: its accounts are kept apart, so that a mistake harms none. */
async function lookUpAccount(
  settings: PlaceSettings,
  { secrets, log }: { readonly secrets: SecretStore; readonly log: Log },
): Promise<Account | undefined> {
  const archive = assembleArchive(settings, process.env);
  try {
    return await findBackedUpAccount({ archive, secrets, log, now: new Date() });
  } catch (error) {
    if (!(error instanceof ArchiveError)) {
      throw error;
    }
    log.warn("whose library was backed up so far could not be looked up in the archive", {
      reason: error.message,
    });
    return findConsentingAccount(secrets);
  }
}

function toResult(
  given: NewConsent,
  { secrets, purpose }: { readonly secrets: SecretStore; readonly purpose: string },
): CommandResult {
  const { profile, consent } = given;
  const { id, display_name = null } = profile;
  const { givenAt, scopes } = consent;
  const endsAt = findConsentEnd(consent);
  return {
    document: {
      purpose,
      account: { id, display_name },
      consent: { givenAt: givenAt.toISOString(), endsAt: endsAt.toISOString(), scopes },
      storedIn: secrets.location,
    },
    text: formatLogin(given, secrets.location),
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
