import type { KeyVaultSecret, SecretClient, SetSecretOptions } from "@azure/keyvault-secrets";
import { type AzureFailure, commonAdvice, toAzureFailure } from "../azure/service-error.ts";
import {
  type Consent,
  findConsentEnd,
  isSameConsent,
  parseConsent,
  renderConsent,
} from "../consent/consent.ts";
import { ExporterError, SettingsError } from "../errors.ts";
import { Secret } from "./secret.ts";
import type { ChannelUrls, ClientCredentials, Credentials, SecretStore } from "./secret-store.ts";

const names = {
  clientId: "Spotify-ClientID",
  clientSecret: "Spotify-ClientSecret",
  refreshToken: "Spotify-RefreshToken",
} as const;

const channelNames = {
  discord: "Notify-DiscordWebhook",
  webhook: "Notify-Webhook",
  ping: "Notify-Ping",
} as const;

type CredentialName = (typeof names)[keyof typeof names];
type SecretName = CredentialName | (typeof channelNames)[keyof typeof channelNames];

/** What a secret holds before it is set: roles are given on single secrets, which must be there for that. */
const notSet = "not-set";

/** The credentials as secrets of an Azure Key Vault. Retries are the client's own. */
export function openKeyVault(client: SecretClient): SecretStore {
  const location = client.vaultUrl;

  async function readClient(): Promise<ClientCredentials> {
    const [clientId, clientSecret] = await readSecrets([names.clientId, names.clientSecret]);
    return { clientId: clientId.value, clientSecret: new Secret(clientSecret.value) };
  }

  async function read(): Promise<Credentials> {
    const [clientId, clientSecret, refreshToken] = await readSecrets([
      names.clientId,
      names.clientSecret,
      names.refreshToken,
    ]);
    return {
      clientId: clientId.value,
      clientSecret: new Secret(clientSecret.value),
      refreshToken: new Secret(refreshToken.value),
      consent: parseConsent(refreshToken.properties.tags ?? {}),
    };
  }

  async function readChannels(): Promise<ChannelUrls> {
    const read = async (name: SecretName) => {
      const found = await readSecret(name);
      return found === undefined ? undefined : new Secret(found.value);
    };
    const [discord, webhook, ping] = await Promise.all([
      read(channelNames.discord),
      read(channelNames.webhook),
      read(channelNames.ping),
    ]);
    return { discord, webhook, ping };
  }

  /** Reads them at once; throws a `SettingsError` that names all that are missing. */
  async function readSecrets<Wanted extends readonly CredentialName[]>(
    wanted: readonly [...Wanted],
  ): Promise<{ [Index in keyof Wanted]: HeldSecret }>;
  async function readSecrets(wanted: readonly CredentialName[]): Promise<readonly HeldSecret[]> {
    const secrets = await Promise.all(wanted.map(readSecret));
    const found = secrets.filter((secret) => secret !== undefined);
    if (found.length === wanted.length) {
      return found;
    }
    throw new SettingsError(
      wanted
        .filter((_, index) => secrets[index] === undefined)
        .map((name) => `The secret ${name} is missing in ${location}. ${howToSet[name]}`),
    );
  }

  /** Nothing where there is no such secret, so that all that are missing can be named at once. */
  async function readSecret(name: SecretName): Promise<HeldSecret | undefined> {
    try {
      const { value, properties } = await client.getSecret(name);
      const text = value?.trim() ?? "";
      return text === "" || text === notSet ? undefined : { value: text, properties };
    } catch (error) {
      if (toAzureFailure(error)?.code === "SecretNotFound") {
        return undefined;
      }
      throw toVaultError(error, { action: `read ${name} from ${location}`, role: "Key Vault Secrets User" });
    }
  }

  async function storeRefreshToken(value: string, options: SetSecretOptions): Promise<void> {
    const action = `store ${names.refreshToken} in ${location}`;
    try {
      const stored = await client.setSecret(names.refreshToken, value, options);
      if (stored.value === value) {
        return;
      }
    } catch (error) {
      throw toVaultError(error, { action, role: "Key Vault Secrets Officer" });
    }
    throw new ExporterError(`Could not ${action}: the vault answered with another value. Run again.`);
  }

  async function saveRefreshToken(token: Secret, consent: Consent): Promise<void> {
    const expiresOn = findConsentEnd(consent);
    await storeRefreshToken(token.reveal(), { expiresOn, tags: { ...renderConsent(consent) } });
  }

  async function replaceRefreshToken(token: Secret, used: Credentials): Promise<boolean> {
    const stored = await readSecret(names.refreshToken);
    const { tags = {}, expiresOn } = stored?.properties ?? {};
    if (stored?.value !== used.refreshToken.reveal() && !isSameConsent(parseConsent(tags), used.consent)) {
      return false;
    }
    // A new version has the attributes that it is given, and no others.
    await storeRefreshToken(token.reveal(), { tags, ...(expiresOn === undefined ? {} : { expiresOn }) });
    return true;
  }

  async function forgetRefreshToken(): Promise<boolean> {
    if ((await readSecret(names.refreshToken)) === undefined) {
      return false;
    }
    // Not deleted: a vault with purge protection would then take no new one of that name for months.
    await storeRefreshToken(notSet, {});
    return true;
  }

  return {
    location,
    readClient,
    read,
    readChannels,
    saveRefreshToken,
    replaceRefreshToken,
    forgetRefreshToken,
  };
}

interface HeldSecret extends Pick<KeyVaultSecret, "properties"> {
  readonly value: string;
}

const howToSet: Readonly<Record<CredentialName, string>> = {
  "Spotify-ClientID": "Set it to the client ID of your Spotify app.",
  "Spotify-ClientSecret": "Set it to the client secret of your Spotify app.",
  "Spotify-RefreshToken": "Run `spotify-exporter login`.",
};

function toVaultError(error: unknown, { action, role }: { action: string; role: string }): unknown {
  if (error instanceof Error && error.message.startsWith("The challenge ")) {
    // The client gives its token only to hosts of Key Vault, and says so with a plain error.
    return new ExporterError(`Could not ${action}: that is no key vault's address. Check KEY_VAULT_URL.`, {
      cause: error,
    });
  }
  const failure = toAzureFailure(error);
  if (failure === undefined) {
    return error;
  }
  if (cameWithSecret(failure)) {
    // The client quotes the answer it could not read, and that answer holds the secret: no word and no cause of it.
    return new ExporterError(`Could not ${action}: the answer could not be read. Run again.`);
  }
  const next = adviceFor(failure, { role, said: messageOf(error) });
  return new ExporterError(`Could not ${action}: ${failure.answer}. ${next}`, { cause: error });
}

function cameWithSecret({ status }: AzureFailure): boolean {
  return status !== undefined && status < 400;
}

function adviceFor(failure: AzureFailure, { role, said }: { role: string; said: string }): string {
  if (said.includes("disabled secret")) {
    return "Enable the secret in the vault.";
  }
  if (said.includes("firewall") || said.includes("Public network access is disabled")) {
    return "Let this machine through the vault's firewall.";
  }
  if (failure.status === 403) {
    return `Give the identity the role "${role}" on the vault; a new role takes some minutes to count.`;
  }
  if (failure.status === 409) {
    return "The secret was deleted and can be recovered: recover or purge it in the vault.";
  }
  return commonAdvice(failure) ?? "Check KEY_VAULT_NAME or KEY_VAULT_URL, then run again.";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
