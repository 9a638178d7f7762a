import type { SecretClient } from "@azure/keyvault-secrets";
import { type AzureFailure, commonAdvice, toAzureFailure } from "../azure/service-error.ts";
import { ExporterError, SettingsError } from "../errors.ts";
import { Secret } from "./secret.ts";
import type { ClientCredentials, Credentials, SecretStore } from "./secret-store.ts";

const names = {
  clientId: "Spotify-ClientID",
  clientSecret: "Spotify-ClientSecret",
  refreshToken: "Spotify-RefreshToken",
} as const;

type SecretName = (typeof names)[keyof typeof names];

/** The credentials as secrets of an Azure Key Vault. Retries are the client's own. */
export function openKeyVault(client: SecretClient): SecretStore {
  const location = client.vaultUrl;

  async function readClient(): Promise<ClientCredentials> {
    const [clientId, clientSecret] = await readSecrets([names.clientId, names.clientSecret]);
    return { clientId, clientSecret: new Secret(clientSecret) };
  }

  async function read(): Promise<Credentials> {
    const [clientId, clientSecret, refreshToken] = await readSecrets([
      names.clientId,
      names.clientSecret,
      names.refreshToken,
    ]);
    return { clientId, clientSecret: new Secret(clientSecret), refreshToken: new Secret(refreshToken) };
  }

  /** Reads them at once; throws a `SettingsError` that names all that are missing. */
  async function readSecrets<Wanted extends readonly SecretName[]>(
    wanted: readonly [...Wanted],
  ): Promise<{ [Index in keyof Wanted]: string }>;
  async function readSecrets(wanted: readonly SecretName[]): Promise<readonly string[]> {
    const values = await Promise.all(wanted.map(readSecret));
    const found = values.filter((value): value is string => Boolean(value));
    if (found.length === wanted.length) {
      return found;
    }
    throw new SettingsError(
      wanted
        .filter((_, index) => !values[index])
        .map((name) => `The secret ${name} is missing in ${location}. ${howToSet[name]}`),
    );
  }

  /** Nothing where there is no such secret, so that all that are missing can be named at once. */
  async function readSecret(name: SecretName): Promise<string | undefined> {
    try {
      const { value } = await client.getSecret(name);
      return value?.trim();
    } catch (error) {
      if (toAzureFailure(error)?.code === "SecretNotFound") {
        return undefined;
      }
      throw toVaultError(error, { action: `read ${name} from ${location}`, role: "Key Vault Secrets User" });
    }
  }

  async function saveRefreshToken(token: Secret): Promise<void> {
    const action = `store ${names.refreshToken} in ${location}`;
    try {
      const { value } = await client.setSecret(names.refreshToken, token.reveal());
      if (value === token.reveal()) {
        return;
      }
    } catch (error) {
      throw toVaultError(error, { action, role: "Key Vault Secrets Officer" });
    }
    throw new ExporterError(`Could not ${action}: the vault answered with another value. Run again.`);
  }

  return { location, readClient, read, saveRefreshToken };
}

const howToSet: Readonly<Record<SecretName, string>> = {
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
