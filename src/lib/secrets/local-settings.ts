import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { ExporterError, SettingsError } from "../errors.ts";
import { syncDirectory, systemErrorCode } from "../file-system.ts";
import type { Log } from "../log.ts";
import { parseLocalValues, readLocalValues, readSettingsText } from "./local-values.ts";
import { Secret } from "./secret.ts";
import type { ClientCredentials, Credentials, SecretStore } from "./secret-store.ts";

const clientIdName = "SPOTIFY_CLIENT_ID";
const clientSecretName = "SPOTIFY_CLIENT_SECRET";
const refreshTokenName = "SPOTIFY_REFRESH_TOKEN";

const howToSet = {
  [clientIdName]: "Set it to the client ID of your Spotify app",
  [clientSecretName]: "Set it to the client secret of your Spotify app",
  [refreshTokenName]: "Run `spotify-exporter login`, or set it",
} as const;

const newFile = '{\n  "IsEncrypted": false,\n  "Values": {}\n}\n';

type CredentialName = keyof typeof howToSet;

/** A problem for each credential that is not among the values. */
export function findMissingCredentials(
  values: Readonly<Record<string, string | undefined>>,
  wanted: readonly CredentialName[] = [clientIdName, clientSecretName, refreshTokenName],
): readonly string[] {
  return wanted
    .filter((name) => !values[name]?.trim())
    .map(
      (name) =>
        `${name} is missing. ${howToSet[name]} in the environment or in "Values" of local.settings.json.`,
    );
}

/** The credentials in the environment, which wins, or in the `Values` of a `local.settings.json`. */
export function openLocalSettings({
  file: path,
  environment,
  log,
}: {
  readonly file: string;
  /** A new refresh token goes here, too, where an old one stands. */
  readonly environment: Record<string, string | undefined>;
  readonly log: Log;
}): SecretStore {
  const file = resolve(path);

  async function readClient(): Promise<ClientCredentials> {
    const values = await findValues();
    return toClient(values) ?? refuse(values, [clientIdName, clientSecretName]);
  }

  async function read(): Promise<Credentials> {
    const values = await findValues();
    const client = toClient(values);
    const refreshToken = values[refreshTokenName];
    return client && refreshToken ? { ...client, refreshToken: new Secret(refreshToken) } : refuse(values);
  }

  async function findValues(): Promise<Partial<Record<CredentialName, string>>> {
    const values = await readLocalValues(file);
    const find = (name: string) => environment[name]?.trim() || values[name]?.trim() || "";
    return {
      [clientIdName]: find(clientIdName),
      [clientSecretName]: find(clientSecretName),
      [refreshTokenName]: find(refreshTokenName),
    };
  }

  async function saveRefreshToken(token: Secret): Promise<void> {
    const text = (await readSettingsText(file)) ?? newFile;
    const before = parseLocalValues(text, file)[refreshTokenName];
    await replaceFile(file, withRefreshToken(text, { file, token }));
    // The Functions tools copy the file into the environment: such a copy is renewed at the next start.
    const inEnvironment = environment[refreshTokenName];
    if (inEnvironment) {
      // For whatever else this process has to do: the variable outside stays as it is.
      environment[refreshTokenName] = token.reveal();
    }
    if (inEnvironment && inEnvironment !== before) {
      const details = { variable: refreshTokenName, file };
      log.warn(
        "the new refresh token is saved, but a variable with an old one wins: remove or replace it",
        details,
      );
    }
  }

  return { location: `the environment and ${file}`, readClient, read, saveRefreshToken };
}

function toClient(values: Partial<Record<CredentialName, string>>): ClientCredentials | undefined {
  const { [clientIdName]: clientId, [clientSecretName]: clientSecret } = values;
  return clientId && clientSecret ? { clientId, clientSecret: new Secret(clientSecret) } : undefined;
}

function refuse(values: Partial<Record<CredentialName, string>>, wanted?: readonly CredentialName[]): never {
  throw new SettingsError(findMissingCredentials(values, wanted));
}

/** Changes the one value and nothing else, comments and layout included. */
function withRefreshToken(text: string, { file, token }: { file: string; token: Secret }): string {
  const edits = modify(text, ["Values", refreshTokenName], token.reveal(), {
    formattingOptions: {
      insertSpaces: !/^\t/m.test(text),
      tabSize: /^ +/m.exec(text)?.[0].length ?? 2,
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    },
  });
  const edited = applyEdits(text, edits);
  if (parseLocalValues(edited, file)[refreshTokenName] !== token.reveal()) {
    throw new SettingsError([
      `${file}: ${refreshTokenName} or Values stands there twice. Remove one of them.`,
    ]);
  }
  return edited;
}

/** Puts a new file, for its owner's eyes alone, in the place of the old one; a crash leaves one of the two whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    if (systemErrorCode(error) === undefined || !(error instanceof Error)) {
      throw error;
    }
    throw new ExporterError(
      `Could not save the new refresh token to ${file}: ${error.message}. ` +
        "Make the file and its folder writable, then run `spotify-exporter login`.",
      { cause: error },
    );
  } finally {
    // A leftover harms nobody but would hold the token, so it goes as well as it can.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
