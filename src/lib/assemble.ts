import { join, resolve } from "node:path";
import { SecretClient } from "@azure/keyvault-secrets";
import { BlobServiceClient } from "@azure/storage-blob";
import { type QueueClient, QueueServiceClient } from "@azure/storage-queue";
import type { Archive } from "./archive/archive.ts";
import { openContainer } from "./archive/container.ts";
import { openFolder } from "./archive/folder.ts";
import { createCredential } from "./azure/credential.ts";
import type { ContinuableTools } from "./continuation/continue-export.ts";
import type { HostStorage } from "./continuation/host-storage.ts";
import { queueName } from "./continuation/queue.ts";
import { createImageFetcher } from "./covers/fetch-image.ts";
import { SettingsError } from "./errors.ts";
import type { ExportTools } from "./export/export-tools.ts";
import type { OnProgress } from "./export/progress.ts";
import type { CheckTools } from "./health/check-backups.ts";
import type { Log } from "./log.ts";
import type { RestoreTools } from "./restore/restore-tools.ts";
import { openKeyVault } from "./secrets/key-vault.ts";
import { openLocalSettings, type Purpose } from "./secrets/local-settings.ts";
import { preferSecrets } from "./secrets/prefer-secrets.ts";
import type { Secret } from "./secrets/secret.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import {
  type ArchiveSettings,
  type CheckSettings,
  type ExportSettings,
  type FunctionAppSettings,
  type Host,
  type LoginSettings,
  parseArchiveSettings,
  parseVaultSettings,
  type WebSettings,
} from "./settings.ts";
import type { SettingValues } from "./settings-reader.ts";
import { createApiGet, createApiSend } from "./spotify/request.ts";
import { createSender, type Sender, sleepFor } from "./spotify/sender.ts";
import { readProfile } from "./spotify/spotify.ts";
import { createTokenSource } from "./spotify/token.ts";
import { createSpotifyWriter } from "./spotify/writer.ts";
import { createTeller, type Teller } from "./tell/teller.ts";
import type { WebTools } from "./web/web-tools.ts";

/** What the surroundings give: a process's variables, its log, and its way to be told to stop. */
export interface Surroundings {
  readonly environment: Record<string, string | undefined>;
  /** The `local.settings.json` that holds what the environment does not, and takes a new refresh token. */
  readonly localSettingsFile: string;
  readonly log: Log;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  /** When the run's own time to ask is over; without it a run may take as long as it takes. */
  readonly deadline?: Date;
}

/** Builds the real clients, here and nowhere else. Nothing is asked of anybody yet. */
export function assembleExport(settings: ExportSettings, surroundings: Surroundings): ExportTools {
  const { log, onProgress, signal, deadline, environment } = surroundings;
  const { requestsPer30s, waitBudgetMs } = settings;
  const sender = createSender({
    log,
    signal,
    requestsPer30s,
    waitBudgetMs,
    ...(deadline === undefined ? {} : { deadlineMs: deadline.getTime() }),
  });
  const secrets = assembleSecrets(settings, surroundings);
  const tokens = createTokenSource({ accountsUrl: settings.spotifyAccountsUrl, secrets, sender, log });
  const get = createApiGet({ apiUrl: settings.spotifyApiUrl, sender, tokens });
  return {
    get,
    fetchImage: createImageFetcher({ signal }),
    readProfile: once(() => readProfile(get)),
    // All of the credentials are read, so that all that are missing are named at once.
    readClientId: async () => (await secrets.read()).clientId,
    archive: assembleArchive(settings, environment),
    state: assembleState(settings, environment),
    playlistType: settings.playlistType,
    trackHeaders: settings.trackHeaders,
    concurrency: settings.concurrency,
    fullRefreshDays: settings.fullRefreshDays,
    suspectPercent: settings.suspectPercent,
    keepRules: settings.keepRules,
    mode: "usual",
    countRequests: sender.counts,
    now: () => new Date(),
    onProgress,
    log,
    signal,
  };
}

/** Builds what a restore needs. A plan alone is made with the consent of backups where there is none to put things back. */
export function assembleRestore(
  settings: ExportSettings,
  surroundings: Surroundings & { readonly purpose: "plan" | "restore" },
): RestoreTools {
  const { log, onProgress, signal, environment, purpose } = surroundings;
  const { requestsPer30s, waitBudgetMs, spotifyAccountsUrl, spotifyApiUrl } = settings;
  const sender = createSender({ log, signal, requestsPer30s, waitBudgetMs });
  const ofRestores = assembleRestoreSecrets(settings, surroundings);
  const secrets =
    purpose === "plan" ? preferSecrets(ofRestores, assembleSecrets(settings, surroundings)) : ofRestores;
  const login = purpose === "plan" ? "login" : "login --restore";
  const tokens = createTokenSource({ accountsUrl: spotifyAccountsUrl, secrets, sender, log, login });
  const api = { apiUrl: spotifyApiUrl, sender, tokens };
  const get = createApiGet(api);
  return {
    get,
    writer: createSpotifyWriter(createApiSend(api)),
    readProfile: once(() => readProfile(get)),
    readClientId: async () => (await secrets.readClient()).clientId,
    readConsent: async () => (await secrets.read()).consent,
    archive: assembleArchive(settings, environment),
    state: assembleState(settings, environment),
    concurrency: settings.concurrency,
    countRequests: sender.counts,
    now: () => new Date(),
    sleep: sleepFor,
    onProgress,
    log,
    signal,
  };
}

/** Asked once, since both kinds of a run need it; a failure is not remembered. */
function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let asked: Promise<Result> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

/** Builds what an export needs that goes on by itself after a pause. */
export function assembleContinuableExport(
  settings: FunctionAppSettings,
  surroundings: Surroundings,
): ContinuableTools {
  const queue = assembleQueue(settings.hostStorage, surroundings.environment);
  return { ...assembleExport(settings, surroundings), queue };
}

/** Builds what it takes to ask for a consent and to store it. */
export function assembleLogin(
  settings: LoginSettings,
  surroundings: Omit<Surroundings, "onProgress">,
  purpose: Purpose,
): { readonly secrets: SecretStore; readonly sender: Sender } {
  const { log, signal } = surroundings;
  return {
    secrets: (purpose === "restore" ? assembleRestoreSecrets : assembleSecrets)(settings, surroundings),
    sender: createSender({ log, signal }),
  };
}

/** The token that may write stays on the machine of whoever restores; the app's credentials are where they always are. */
export function assembleRestoreSecrets(
  settings: LoginSettings,
  surroundings: SecretSurroundings,
): SecretStore {
  const { environment, localSettingsFile, log } = surroundings;
  const client = assembleSecrets(settings, surroundings);
  return openLocalSettings({ file: localSettingsFile, environment, log, purpose: "restore", client });
}

/** A browser, and the front of a function app, wait no longer than minutes for an answer. */
const patience = { waitBudgetMs: 20_000, timeoutMs: 10_000 };

/** Builds what the functions need that answer over HTTP. */
export function assembleWeb(settings: WebSettings, surroundings: Surroundings): WebTools {
  const { environment, log, signal } = surroundings;
  return {
    archive: assembleArchive(settings, environment),
    state: assembleState(settings, environment),
    secrets: assembleSecrets(settings, surroundings),
    sender: createSender({ log, signal, ...patience }),
    accountsUrl: settings.spotifyAccountsUrl,
    apiUrl: settings.spotifyApiUrl,
    schedules: settings.schedules,
    log,
    now: () => new Date(),
  };
}

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

/** Builds what it takes to see whether backups happen and can go on. Its few requests wait for nobody long. */
export function assembleCheck(
  settings: CheckSettings,
  surroundings: Omit<Surroundings, "onProgress">,
): CheckTools {
  const { log, signal, environment } = surroundings;
  const sender = createSender({ log, signal, waitBudgetMs: 30_000 });
  const secrets = assembleSecrets(settings, surroundings);
  return {
    archive: assembleArchive(settings, environment),
    state: assembleState(settings, environment),
    secrets,
    tokens: createTokenSource({ accountsUrl: settings.spotifyAccountsUrl, secrets, sender, log }),
    log,
    now: () => new Date(),
  };
}

/** Builds what tells the user. Settings are read when there is something to tell, so that wrong ones can be told as well. */
export function assembleTeller(
  values: SettingValues,
  { host, ...surroundings }: Omit<Surroundings, "onProgress"> & { readonly host: Host },
): Teller {
  const { log, signal, environment } = surroundings;
  return createTeller({
    readChannels: async () => assembleSecrets(parseVaultSettings(values), surroundings).readChannels(),
    openState: () => assembleState(parseArchiveSettings(values, host), environment),
    log,
    signal,
  });
}

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

type SecretSurroundings = Pick<Surroundings, "environment" | "localSettingsFile" | "log">;

/** Binds to where the credentials of the backups lie. */
export function assembleSecrets(
  { keyVaultUrl }: Pick<LoginSettings, "keyVaultUrl">,
  { environment, localSettingsFile, log }: SecretSurroundings,
  retries?: Retries,
): SecretStore {
  return keyVaultUrl === undefined
    ? openLocalSettings({ file: localSettingsFile, environment, log })
    : openKeyVault(new SecretClient(keyVaultUrl, createCredential(environment), retries));
}
