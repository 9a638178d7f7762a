import { join, resolve } from "node:path";
import { SecretClient } from "@azure/keyvault-secrets";
import { BlobServiceClient } from "@azure/storage-blob";
import { type QueueClient, QueueServiceClient } from "@azure/storage-queue";
import type { Archive } from "./archive/archive.ts";
import { openContainer } from "./archive/container.ts";
import { openFolder } from "./archive/folder.ts";
import { createCredential } from "./azure/credential.ts";
import type { HostStorage } from "./continuation/host-storage.ts";
import { queueName } from "./continuation/queue.ts";
import { SettingsError } from "./errors.ts";
import type { Log } from "./log.ts";
import { openKeyVault } from "./secrets/key-vault.ts";
import { openLocalSettings } from "./secrets/local-settings.ts";
import type { Secret } from "./secrets/secret.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import type { ArchiveSettings, ServiceSettings } from "./settings.ts";
import type { SettingValues } from "./settings-reader.ts";

/** How often the clients of Azure's services try again, and after how long. */
export interface Retries {
  readonly retryOptions: {
    /** As the clients of storage count. */
    readonly maxTries: number;
    /** As that of Key Vault counts: the tries after the first. */
    readonly maxRetries: number;
    readonly retryDelayInMs: number;
  };
}

/**
 * Binds to the archive that the settings name.
 *
 * @param retries @default the clients' own: minutes
 */
export function assembleArchive(
  { storage, container }: ArchiveSettings,
  environment: SettingValues,
  retries?: Retries,
): Archive {
  switch (storage.type) {
    case "folder":
      return openFolder(resolve(storage.path));
    case "identity": {
      const service = new BlobServiceClient(storage.blobServiceUrl, createCredential(environment), retries);
      return openContainer(service.getContainerClient(container));
    }
    case "connectionString": {
      return openContainer(toBlobService(storage.connectionString, retries).getContainerClient(container));
    }
  }
}

/** What the exporter keeps for itself lies beside the archive: in a container of its own, or in a folder that no listing shows. */
export function assembleState(
  { storage, container }: ArchiveSettings,
  environment: SettingValues,
  retries?: Retries,
): Archive {
  return storage.type === "folder"
    ? openFolder(join(resolve(storage.path), ".state"))
    : assembleArchive({ storage, container: `${container}-state` }, environment, retries);
}

/** What the surroundings give to whoever reads secrets. */
export interface SecretSurroundings {
  readonly environment: Record<string, string | undefined>;
  /** The `local.settings.json` that holds what the environment does not, and takes a new refresh token. */
  readonly localSettingsFile: string;
  readonly log: Log;
}

/** Binds to where the credentials of the backups lie. */
export function assembleSecrets(
  { keyVaultUrl }: Pick<ServiceSettings, "keyVaultUrl">,
  { environment, localSettingsFile, log }: SecretSurroundings,
  retries?: Retries,
): SecretStore {
  return keyVaultUrl === undefined
    ? openLocalSettings({ file: localSettingsFile, environment, log })
    : openKeyVault(new SecretClient(keyVaultUrl, createCredential(environment), retries));
}

/** The token that may write stays on the machine of whoever restores; the app's credentials are where they always are. */
export function assembleRestoreSecrets(
  settings: ServiceSettings,
  surroundings: SecretSurroundings,
): SecretStore {
  const { environment, localSettingsFile, log } = surroundings;
  const client = assembleSecrets(settings, surroundings);
  return openLocalSettings({ file: localSettingsFile, environment, log, purpose: "restore", client });
}

/** Binds to the queue in which the messages of paused exports wait. */
export function assembleQueue(
  storage: HostStorage,
  environment: SettingValues,
  retries?: Retries,
): QueueClient {
  const service =
    storage.type === "identity"
      ? new QueueServiceClient(storage.queueServiceUrl, createCredential(environment), retries)
      : toQueueService(storage.connectionString, retries);
  return service.getQueueClient(queueName);
}

/** The client's own errors are plain ones, and may quote the string with its key. */
function toBlobService(connectionString: Secret, retries?: Retries): BlobServiceClient {
  try {
    return BlobServiceClient.fromConnectionString(connectionString.reveal(), retries);
  } catch {
    throw new SettingsError([notWhole("EXPORT_STORAGE_CONNECTION_STRING")]);
  }
}

function toQueueService(connectionString: Secret, retries?: Retries): QueueServiceClient {
  try {
    return QueueServiceClient.fromConnectionString(connectionString.reveal(), retries);
  } catch {
    throw new SettingsError([notWhole("AzureWebJobsStorage")]);
  }
}

function notWhole(setting: string): string {
  return `${setting} is no whole connection string. Copy it anew from the storage account's access keys.`;
}
