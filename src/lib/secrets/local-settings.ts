import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type Consent, isSameConsent, parseConsent, renderConsent } from "../consent/consent.ts";
import { describeRestoreConsent } from "../consent/restore-consent.ts";
import { ConsentError, SettingsError } from "../errors.ts";
import type { Log } from "../log.ts";
import { changeLocalValues } from "./change-local-values.ts";
import { readLocalValues } from "./local-values.ts";
import { Secret } from "./secret.ts";
import type { ChannelUrls, ClientCredentials, Credentials, SecretStore } from "./secret-store.ts";

const clientIdName = "SPOTIFY_CLIENT_ID";
const clientSecretName = "SPOTIFY_CLIENT_SECRET";
const refreshTokenName = "SPOTIFY_REFRESH_TOKEN";

/** What an app is known by, without any consent. */
export const clientCredentialNames = [clientIdName, clientSecretName] as const;

/** What a consent is for: each has a refresh token of its own, so that a backup's token cannot write. */
export type Purpose = "backup" | "restore";

const consents = {
  backup: { token: refreshTokenName, consent: "SPOTIFY_CONSENT", login: "spotify-exporter login" },
  restore: {
    token: "SPOTIFY_RESTORE_TOKEN",
    consent: "SPOTIFY_RESTORE_CONSENT",
    login: "spotify-exporter login --restore",
  },
} as const satisfies Record<Purpose, unknown>;

const channelNames = {
  discord: "DISCORD_WEBHOOK_URL",
  webhook: "WEBHOOK_URL",
  ping: "PING_URL",
} as const satisfies Record<keyof ChannelUrls, string>;

const howToSet = {
  [clientIdName]: "Set it to the client ID of your Spotify app",
  [clientSecretName]: "Set it to the client secret of your Spotify app",
  [refreshTokenName]: `Run \`${consents.backup.login}\`, or set it`,
  [consents.restore.token]: `Run \`${consents.restore.login}\`, or set it`,
} as const;

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
  purpose = "backup",
  client: clientStore,
}: {
  readonly file: string;
  /** A new refresh token goes here, too, where an old one stands. */
  readonly environment: Record<string, string | undefined>;
  readonly log: Log;
  /** @default "backup" */
  readonly purpose?: Purpose;
  /** Where the app's credentials lie. @default beside the token */
  readonly client?: Pick<SecretStore, "readClient">;
}): SecretStore {
  const file = resolve(path);
  const names = consents[purpose];

  async function readClient(): Promise<ClientCredentials> {
    if (clientStore !== undefined) {
      return clientStore.readClient();
    }
    const find = await openValues();
    return toClient(find) ?? refuse(find, [clientIdName, clientSecretName]);
  }

  async function read(): Promise<Credentials> {
    const find = await openValues();
    const client = clientStore === undefined ? toClient(find) : await clientStore.readClient();
    const token = find(names.token);
    if (client && !token && purpose === "restore") {
      throw new ConsentError(describeRestoreConsent("There is no consent to put things back."));
    }
    return client && token
      ? {
          ...client,
          refreshToken: new Secret(token),
          consent: parseWrittenConsent(find(names.consent), token),
        }
      : refuse(find, [...(client ? [] : ([clientIdName, clientSecretName] as const)), names.token]);
  }

  async function readChannels(): Promise<ChannelUrls> {
    const find = await openValues();
    const read = (name: string) => (find(name) === "" ? undefined : new Secret(find(name)));
    const { discord, webhook, ping } = channelNames;
    return { discord: read(discord), webhook: read(webhook), ping: read(ping) };
  }

  /** Finds a value by its name; one that is missing or blank is an empty text. */
  async function openValues(): Promise<FindValue> {
    const values = await readLocalValues(file);
    return (name) => environment[name]?.trim() || values[name]?.trim() || "";
  }

  async function saveRefreshToken(token: Secret, consent: Consent): Promise<void> {
    await writeRefreshToken(token, consent);
  }

  async function replaceRefreshToken(token: Secret, used: Credentials): Promise<boolean> {
    const { refreshToken, consent } = await read();
    if (refreshToken.reveal() !== used.refreshToken.reveal() && !isSameConsent(consent, used.consent)) {
      return false;
    }
    await writeRefreshToken(token, consent);
    return true;
  }

  async function forgetRefreshToken(): Promise<boolean> {
    const before = await changeLocalValues(file, { [names.token]: undefined, [names.consent]: undefined });
    if (environment[names.token]) {
      log.warn("a variable still holds a refresh token: remove it", { variable: names.token });
    }
    return Boolean(before[names.token]);
  }

  async function writeRefreshToken(token: Secret, consent: Consent | undefined): Promise<void> {
    const { [names.token]: before } = await changeLocalValues(file, {
      [names.token]: token.reveal(),
      [names.consent]: consent === undefined ? undefined : writeConsent(consent, token.reveal()),
    });
    // The Functions tools copy the file into the environment: such a copy is renewed at the next start.
    const inEnvironment = environment[names.token];
    if (inEnvironment) {
      // For whatever else this process has to do: the variable outside stays as it is.
      environment[names.token] = token.reveal();
    }
    delete environment[names.consent];
    if (inEnvironment && inEnvironment !== before) {
      const details = { variable: names.token, file };
      log.warn(
        "the new refresh token is saved, but a variable with an old one wins: remove or replace it",
        details,
      );
    }
  }

  return {
    location: `the environment and ${file}`,
    readClient,
    read,
    readChannels,
    saveRefreshToken,
    replaceRefreshToken,
    forgetRefreshToken,
  };
}

type FindValue = (name: string) => string;

/** The consent as one value. It names the token it belongs to, since one that is put in by hand has another, unknown one. */
function writeConsent(consent: Consent, token: string): string {
  return new URLSearchParams({ ...renderConsent(consent), token: toFingerprint(token) }).toString();
}

function parseWrittenConsent(written: string, token: string): Consent | undefined {
  const fields = Object.fromEntries(new URLSearchParams(written));
  return fields["token"] === toFingerprint(token) ? parseConsent(fields) : undefined;
}

function toFingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

function toClient(find: FindValue): ClientCredentials | undefined {
  const clientId = find(clientIdName);
  const clientSecret = find(clientSecretName);
  return clientId && clientSecret ? { clientId, clientSecret: new Secret(clientSecret) } : undefined;
}

function refuse(find: FindValue, wanted: readonly CredentialName[]): never {
  throw new SettingsError(
    findMissingCredentials(Object.fromEntries(wanted.map((name) => [name, find(name)])), wanted),
  );
}
