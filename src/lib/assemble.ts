import { resolve } from "node:path";
import { SecretClient } from "@azure/keyvault-secrets";
import { BlobServiceClient } from "@azure/storage-blob";
import type { Archive } from "./archive/archive.ts";
import { openContainer } from "./archive/container.ts";
import { openFolder } from "./archive/folder.ts";
import { createCredential } from "./azure/credential.ts";
import { SettingsError } from "./errors.ts";
import type { ExportTools } from "./export/export-snapshot.ts";
import type { OnProgress } from "./export/progress.ts";
import type { Log } from "./log.ts";
import { openKeyVault } from "./secrets/key-vault.ts";
import { openLocalSettings } from "./secrets/local-settings.ts";
import type { Secret } from "./secrets/secret.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import type { ArchiveSettings, ExportSettings, LoginSettings, SettingValues } from "./settings.ts";
import { createApiGet } from "./spotify/request.ts";
import { createSender, type Sender } from "./spotify/sender.ts";
import { createSpotify } from "./spotify/spotify.ts";
import { createTokenSource } from "./spotify/token.ts";

/** What the surroundings give: a process's variables, its log, and its way to be told to stop. */
export interface Surroundings {
  readonly environment: Record<string, string | undefined>;
  /** The `local.settings.json` that holds what the environment does not, and takes a new refresh token. */
  readonly localSettingsFile: string;
  readonly log: Log;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Builds the real clients, here and nowhere else. Nothing is asked of anybody yet. */
export function assembleExport(settings: ExportSettings, surroundings: Surroundings): ExportTools {
  const { log, onProgress, signal } = surroundings;
  const sender = createSender({ log, signal });
  const secrets = assembleSecrets(settings, surroundings);
  const tokens = createTokenSource({ accountsUrl: settings.spotifyAccountsUrl, secrets, sender, log });
  const spotify = createSpotify(createApiGet({ apiUrl: settings.spotifyApiUrl, sender, tokens }));
  return {
    spotify,
    archive: assembleArchive(settings, surroundings.environment),
    playlistType: settings.playlistType,
    trackColumns: settings.trackColumns,
    countRequests: sender.counts,
    now: () => new Date(),
    onProgress,
    log,
    signal,
  };
}

/** Builds what it takes to ask for a consent and to store it. */
export function assembleLogin(
  settings: LoginSettings,
  surroundings: Omit<Surroundings, "onProgress">,
): { readonly secrets: SecretStore; readonly sender: Sender } {
  const { log, signal } = surroundings;
  return { secrets: assembleSecrets(settings, surroundings), sender: createSender({ log, signal }) };
}

/** Binds to the archive that the settings name. */
export function assembleArchive(
  { storage, container }: ArchiveSettings,
  environment: SettingValues,
): Archive {
  switch (storage.type) {
    case "folder":
      return openFolder(resolve(storage.path));
    case "identity": {
      const service = new BlobServiceClient(storage.blobServiceUrl, createCredential(environment));
      return openContainer(service.getContainerClient(container));
    }
    case "connectionString": {
      return openContainer(toBlobService(storage.connectionString).getContainerClient(container));
    }
  }
}

/** The client's own errors are plain ones, and may quote the string with its key. */
function toBlobService(connectionString: Secret): BlobServiceClient {
  try {
    return BlobServiceClient.fromConnectionString(connectionString.reveal());
  } catch {
    throw new SettingsError([
      "EXPORT_STORAGE_CONNECTION_STRING is no whole connection string. Copy it anew from the storage account's access keys.",
    ]);
  }
}

function assembleSecrets(
  { keyVaultUrl }: LoginSettings,
  { environment, localSettingsFile, log }: Omit<Surroundings, "onProgress">,
): SecretStore {
  return keyVaultUrl === undefined
    ? openLocalSettings({ file: localSettingsFile, environment, log })
    : openKeyVault(new SecretClient(keyVaultUrl, createCredential(environment)));
}
