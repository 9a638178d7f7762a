import {
  assembleArchive,
  assembleQueue,
  assembleRestoreSecrets,
  assembleSecrets,
  assembleState,
  type SecretSurroundings,
} from "./assemble-stores.ts";
import type { ContinuableTools } from "./continuation/continue-export.ts";
import { createImageFetcher } from "./covers/fetch-image.ts";
import type { ExportTools } from "./export/export-tools.ts";
import type { OnProgress } from "./export/progress.ts";
import type { CheckTools } from "./health/check-backups.ts";
import type { RestoreTools } from "./restore/restore-tools.ts";
import type { Purpose } from "./secrets/local-settings.ts";
import { preferSecrets } from "./secrets/prefer-secrets.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import {
  type ExportSettings,
  type FunctionAppSettings,
  type Host,
  type PlaceSettings,
  parseArchiveSettings,
  parseServiceSettings,
  type ServiceSettings,
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
export interface Surroundings extends SecretSurroundings {
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
  const api = { apiUrl: spotifyApiUrl, sender, tokens, login } as const;
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
  settings: ServiceSettings,
  surroundings: Omit<Surroundings, "onProgress">,
  purpose: Purpose,
): { readonly secrets: SecretStore; readonly sender: Sender } {
  const { log, signal } = surroundings;
  return {
    secrets: (purpose === "restore" ? assembleRestoreSecrets : assembleSecrets)(settings, surroundings),
    sender: createSender({ log, signal }),
  };
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

/** Builds what it takes to see whether backups happen and can go on. Its few requests wait for nobody long. */
export function assembleCheck(
  settings: PlaceSettings,
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
    readChannels: async () => assembleSecrets(parseServiceSettings(values), surroundings).readChannels(),
    openState: () => assembleState(parseArchiveSettings(values, host), environment),
    log,
    signal,
  });
}
