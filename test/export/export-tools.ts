import { join } from "node:path";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { PlaylistType } from "../../src/lib/export/collected.ts";
import type { ExportTools } from "../../src/lib/export/export-snapshot.ts";
import type { Log } from "../../src/lib/log.ts";
import { defaultTrackColumns } from "../../src/lib/render/columns.ts";
import { openLocalSettings } from "../../src/lib/secrets/local-settings.ts";
import { createApiGet } from "../../src/lib/spotify/request.ts";
import { createSender } from "../../src/lib/spotify/sender.ts";
import { createSpotify } from "../../src/lib/spotify/spotify.ts";
import { createTokenSource } from "../../src/lib/spotify/token.ts";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";

/** When every export of these tests begins, so that two of the same library have the same names and the same bytes. */
export const startOfExport = new Date("2026-11-22T02:00:00Z");

const silent: Log = { info() {}, warn() {} };

export interface ExportToolsOptions {
  readonly archive: Archive;
  /** @default "all" */
  readonly playlistType?: PlaylistType;
  /** How long an answer may take. @default the product's own */
  readonly timeoutMs?: number;
}

/** The tools of an export as the product assembles them, but with a clock that stands still and waits that take no time. */
export function createExportTools(fake: FakeSpotify, options: ExportToolsOptions): ExportTools {
  const { archive, playlistType = "all", timeoutMs } = options;
  const { signal } = new AbortController();
  const sender = createSender({
    log: silent,
    signal,
    sleep: async () => {},
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
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
  return {
    spotify: createSpotify(createApiGet({ apiUrl: fake.apiUrl, sender, tokens })),
    archive,
    playlistType,
    trackColumns: defaultTrackColumns,
    countRequests: sender.counts,
    now: () => startOfExport,
    onProgress: () => {},
    log: silent,
    signal,
  };
}
