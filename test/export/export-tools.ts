import { join } from "node:path";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { createImageFetcher } from "../../src/lib/covers/fetch-image.ts";
import type { PlaylistType } from "../../src/lib/export/collected.ts";
import type { ExportTools } from "../../src/lib/export/export-tools.ts";
import type { Log } from "../../src/lib/log.ts";
import { keepAll } from "../../src/lib/prune/keep-rules.ts";
import { defaultTrackHeaders } from "../../src/lib/render/columns.ts";
import { openLocalSettings } from "../../src/lib/secrets/local-settings.ts";
import { createApiGet } from "../../src/lib/spotify/request.ts";
import { createSender, type SenderOptions } from "../../src/lib/spotify/sender.ts";
import { readProfile } from "../../src/lib/spotify/spotify.ts";
import { createTokenSource } from "../../src/lib/spotify/token.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";

/** When every export of these tests begins, so that two of the same library have the same names and the same bytes. */
export const startOfExport = new Date("2026-11-22T02:00:00Z");

const silent: Log = { info() {}, warn() {} };

export interface ExportToolsOptions {
  readonly archive: Archive;
  /** What runs keep for themselves. */
  readonly state: Archive;
  /** @default "usual" */
  readonly mode?: ExportTools["mode"];
  /** @default 28 */
  readonly fullRefreshDays?: number;
  /** @default 30 */
  readonly suspectPercent?: number;
  /** @default none */
  readonly keepRules?: Partial<ExportTools["keepRules"]>;
  /** Whose pauses are kept and looked for. @default the fake's own */
  readonly clientId?: string;
  /** @default a clock that stands still at `startOfExport` */
  readonly now?: () => Date;
  /** How many requests may be in flight. @default 4 */
  readonly concurrency?: number;
  readonly onProgress?: ExportTools["onProgress"];
  readonly log?: Log;
  readonly signal?: AbortSignal;
  /** Replaces what the product's sender would do. @default no pace, and waits that take no time */
  readonly sending?: Partial<SenderOptions>;
  /** @default "all" */
  readonly playlistType?: PlaylistType;
  /** How long an answer may take. @default the product's own */
  readonly timeoutMs?: number;
}

/** The tools of an export as the product assembles them, but with a clock that stands still and waits that take no time. */
export function createExportTools(fake: FakeAccount, options: ExportToolsOptions): ExportTools {
  const { archive, state, playlistType = "all", timeoutMs, mode = "usual", concurrency = 4 } = options;
  const { log = silent, now = () => startOfExport, onProgress = () => {}, sending = {} } = options;
  const { signal = new AbortController().signal } = options;
  const sender = createSender({
    log,
    signal,
    sleep: async () => {},
    requestsPer30s: Number.POSITIVE_INFINITY,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...sending,
  });
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  const secrets = openLocalSettings({
    file: join(import.meta.dirname, "no-such-file.json"),
    environment: {
      SPOTIFY_CLIENT_ID: clientId,
      SPOTIFY_CLIENT_SECRET: clientSecret,
      SPOTIFY_REFRESH_TOKEN: refreshToken,
    },
    log: silent,
  });
  const tokens = createTokenSource({ accountsUrl: fake.accountsUrl, secrets, sender, log: silent });
  const get = createApiGet({ apiUrl: fake.apiUrl, sender, tokens });
  return {
    get,
    fetchImage: createImageFetcher({ signal, sleep: async () => {} }),
    readProfile: () => readProfile(get),
    readClientId: async () => options.clientId ?? clientId,
    archive,
    state,
    mode,
    concurrency,
    fullRefreshDays: options.fullRefreshDays ?? 28,
    suspectPercent: options.suspectPercent ?? 30,
    keepRules: { ...keepAll, ...options.keepRules },
    playlistType,
    trackHeaders: defaultTrackHeaders,
    countRequests: sender.counts,
    now,
    onProgress,
    log,
    signal,
  };
}
