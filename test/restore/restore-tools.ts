import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Log } from "../../src/lib/log.ts";
import type { RestoreTools } from "../../src/lib/restore/restore-tools.ts";
import { openLocalSettings } from "../../src/lib/secrets/local-settings.ts";
import { createApiGet, createApiSend } from "../../src/lib/spotify/request.ts";
import { createSender, type SenderOptions } from "../../src/lib/spotify/sender.ts";
import { readProfile } from "../../src/lib/spotify/spotify.ts";
import { createTokenSource } from "../../src/lib/spotify/token.ts";
import { createSpotifyWriter } from "../../src/lib/spotify/writer.ts";
import { startOfExport } from "../export/export-tools.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";

export const silent: Log = { info() {}, warn() {} };

export interface RestoreToolsOptions {
  readonly archive: Archive;
  readonly state: Archive;
  /** @default a clock that stands still at `startOfExport` */
  readonly now?: () => Date;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly sending?: Partial<SenderOptions>;
  /** @default no time at all */
  readonly sleep?: RestoreTools["sleep"];
}

/** The tools of a restore as the product assembles them, but with a clock that stands still and waits that take no time. */
export function createRestoreTools(account: FakeAccount, options: RestoreToolsOptions): RestoreTools {
  const { archive, state, sending = {}, now = () => startOfExport, log = silent } = options;
  const { signal = new AbortController().signal, sleep = async () => {} } = options;
  const sender = createSender({
    log,
    signal,
    sleep,
    requestsPer30s: Number.POSITIVE_INFINITY,
    ...sending,
  });
  const { clientId, clientSecret, refreshToken } = account.credentials;
  const secrets = openLocalSettings({
    file: "no-such-file.json",
    environment: {
      SPOTIFY_CLIENT_ID: clientId,
      SPOTIFY_CLIENT_SECRET: clientSecret,
      SPOTIFY_RESTORE_TOKEN: refreshToken,
    },
    log: silent,
    purpose: "restore",
  });
  const tokens = createTokenSource({
    accountsUrl: account.accountsUrl,
    secrets,
    sender,
    log: silent,
    login: "login --restore",
  });
  const api = { apiUrl: account.apiUrl, sender, tokens };
  const get = createApiGet(api);
  return {
    archive,
    state,
    get,
    writer: createSpotifyWriter(createApiSend(api)),
    readProfile: () => readProfile(get),
    readClientId: async () => clientId,
    readConsent: async () => (await secrets.read()).consent,
    concurrency: 4,
    countRequests: sender.counts,
    now,
    sleep,
    onProgress: () => {},
    log,
    signal,
  };
}
