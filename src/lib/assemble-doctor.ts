import { resolve } from "node:path";
import {
  assembleArchive,
  assembleQueue,
  assembleRestoreSecrets,
  assembleSecrets,
  assembleState,
  type Retries,
  type SecretSurroundings,
} from "./assemble-stores.ts";
import { createCredential, describeCredential } from "./azure/credential.ts";
import { type HostStorage, hostConnection, readHostStorage } from "./continuation/host-storage.ts";
import type { AzureIdentity, DoctorTools, SpotifyTools } from "./doctor/doctor-tools.ts";
import type { Obstacle } from "./doctor/finding.ts";
import { watchClock } from "./doctor/watch-clock.ts";
import { SettingsError } from "./errors.ts";
import { findMissingCredentials } from "./secrets/local-settings.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import {
  type ArchiveSettings,
  parseArchiveSettings,
  parseExportSettings,
  parseServiceSettings,
  type ServiceSettings,
} from "./settings.ts";
import { parseSettings, type SettingValues } from "./settings-reader.ts";
import { createApiGet } from "./spotify/request.ts";
import { createSender } from "./spotify/sender.ts";
import { createTokenSource } from "./spotify/token.ts";

interface DoctorSurroundings extends SecretSurroundings {
  /** Of the file; none where it cannot be read. */
  readonly localValues: SettingValues;
  /** Why the file cannot be read. */
  readonly fileProblems: readonly string[];
}

/** Somebody waits in front of a screen: what fails is told, and not tried again and again. */
const retries: Retries = { retryOptions: { maxTries: 2, maxRetries: 1, retryDelayInMs: 500 } };
const timeoutMs = 10_000;

/** Builds all that can be built with the settings as they are, and tells what is wrong with the others. */
export function assembleDoctor(values: SettingValues, surroundings: DoctorSurroundings): DoctorTools {
  const { environment, localSettingsFile, localValues, fileProblems, log } = surroundings;
  const problems = [...fileProblems];
  function unlessWrong<Part extends object>(build: () => Part): Part | Obstacle {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      problems.push(...error.problems);
      return { why: "the settings for it are wrong" };
    }
  }

  unlessWrong(() => parseExportSettings(values, "commandLine"));
  const services = unlessWrong(() => parseServiceSettings(values));
  const storage = unlessWrong(() => parseArchiveSettings(values, "commandLine"));
  const host = hasHost(values)
    ? unlessWrong(() => parseSettings(values, readHostStorage))
    : { why: `no setting ${hostConnection}: only a function app has a queue` };
  const secrets = "why" in services ? services : openSecrets(services, surroundings);
  const archive =
    "why" in storage ? storage : unlessWrong(() => assembleArchive(storage, environment, retries));
  const state = "why" in storage ? storage : unlessWrong(() => assembleState(storage, environment, retries));
  const queue = "why" in host ? host : unlessWrong(() => assembleQueue(host, environment, retries));
  // What credentials are missing is told where the secrets are looked at.
  const missing = findMissingCredentials(values);
  return {
    settings: {
      values,
      environment,
      file: { path: resolve(localSettingsFile), values: localValues },
      problems: [...new Set(problems)].filter((problem) => !missing.includes(problem)),
    },
    identity: assembleIdentity(findReaches({ services, storage, host }), environment),
    secrets,
    restoreSecrets: openRestoreSecrets(services, { values, ...surroundings }),
    archive,
    state,
    queue,
    spotify: "why" in services ? services : assembleSpotify(services, surroundings),
    nodeVersion: process.versions.node,
    log,
    now: () => new Date(),
  };
}

function openSecrets(settings: ServiceSettings, surroundings: DoctorSurroundings): SecretStore | Obstacle {
  const { fileProblems, localSettingsFile } = surroundings;
  return settings.keyVaultUrl === undefined && fileProblems.length > 0
    ? { why: `${localSettingsFile} cannot be read` }
    : assembleSecrets(settings, surroundings, retries);
}

function openRestoreSecrets(
  settings: ServiceSettings | Obstacle,
  { values, ...surroundings }: DoctorSurroundings & { readonly values: SettingValues },
): SecretStore | Obstacle {
  if (!values["SPOTIFY_RESTORE_TOKEN"]?.trim()) {
    return { why: "no consent to put things back; only a restore needs one" };
  }
  return "why" in settings ? settings : assembleRestoreSecrets(settings, surroundings);
}

function findReaches({
  services,
  storage,
  host,
}: {
  readonly services: ServiceSettings | Obstacle;
  readonly storage: ArchiveSettings | Obstacle;
  readonly host: HostStorage | Obstacle;
}): AzureIdentity["reaches"] {
  return [
    ...("keyVaultUrl" in services && services.keyVaultUrl !== undefined ? (["secrets"] as const) : []),
    ...("storage" in storage && storage.storage.type === "identity" ? (["archive", "state"] as const) : []),
    ...("type" in host && host.type === "identity" ? (["queue"] as const) : []),
  ];
}

function hasHost(values: SettingValues): boolean {
  return Object.entries(values).some(
    ([name, value]) => value?.trim() && (name === hostConnection || name.startsWith(`${hostConnection}__`)),
  );
}

function assembleIdentity(
  reaches: AzureIdentity["reaches"],
  environment: SettingValues,
): AzureIdentity | Obstacle {
  if (reaches.length === 0) {
    return { why: "nothing that is set is reached by an identity of Azure" };
  }
  const service = reaches.includes("secrets") ? "vault.azure.net" : "storage.azure.com";
  return {
    who: describeCredential(environment),
    reaches,
    getToken: () => createCredential(environment).getToken(`https://${service}/.default`),
  };
}

function assembleSpotify(settings: ServiceSettings, surroundings: DoctorSurroundings): SpotifyTools {
  const { spotifyAccountsUrl, spotifyApiUrl } = settings;
  const { log } = surroundings;
  const secrets = assembleSecrets(settings, surroundings, retries);
  const { signal } = new AbortController();
  const hasty = createSender({ log, signal, waitBudgetMs: 0, timeoutMs });
  const { sender, clock } = watchClock(hasty, () => new Date());
  const tokens = createTokenSource({ accountsUrl: spotifyAccountsUrl, secrets, sender, log });
  return { tokens, get: createApiGet({ apiUrl: spotifyApiUrl, sender, tokens }), clock };
}
