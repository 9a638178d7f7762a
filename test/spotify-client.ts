import { onTestFinished } from "vitest";
import type { Log, LogDetails } from "../src/lib/log.ts";
import { Secret } from "../src/lib/secrets/secret.ts";
import type { SecretStore } from "../src/lib/secrets/secret-store.ts";
import { type Page, type Pages, readByOffset } from "../src/lib/spotify/pages.ts";
import { type ApiGet, createApiGet } from "../src/lib/spotify/request.ts";
import { createSender, type SenderOptions } from "../src/lib/spotify/sender.ts";
import { createSpotify, readProfile, type Spotify, type TimeRange } from "../src/lib/spotify/spotify.ts";
import { createTokenSource } from "../src/lib/spotify/token.ts";
import { makeDemoLibrary } from "./fake-spotify/demo-library.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "./fake-spotify/fake-spotify.ts";
import type { VirtualClock } from "./virtual-clock.ts";

interface ClientOptions
  extends Partial<
    Pick<SenderOptions, "signal" | "timeoutMs" | "waitBudgetMs" | "requestsPer30s" | "deadlineMs">
  > {
  /** For several waits side by side, in the place of the clock on which each is over at once. */
  readonly virtualClock?: VirtualClock;
  /** Puts another store in the place of the one that holds the fake's credentials in memory. */
  readonly toSecrets?: (store: SecretStore, fake: FakeSpotify) => SecretStore;
}

/**
 * The real client against a fake Spotify that ends with the test. Waits are recorded and over at once: time passes on
 * `clock` alone, which the fake shares. Unless told, no pace is kept, so that all waits are those for failures.
 */
export async function startClient(
  fakeOptions: Partial<Omit<FakeSpotifyOptions, "now">> = {},
  { toSecrets = (store) => store, virtualClock, ...sending }: ClientOptions = {},
) {
  const clock = { nowMs: Date.UTC(2026, 10, 22, 2) };
  const now = virtualClock?.now ?? (() => clock.nowMs);
  const fake = await startFakeSpotify({ library: makeDemoLibrary(), ...fakeOptions, now });
  onTestFinished(() => fake.stop());

  const waits: number[] = [];
  const { log, logged } = recordLog();
  const sender = createSender({
    log,
    signal: new AbortController().signal,
    now,
    random: () => 0.5,
    requestsPer30s: Number.POSITIVE_INFINITY,
    sleep: async (ms, signal) => {
      waits.push(ms);
      clock.nowMs += ms;
      await virtualClock?.sleep(ms, signal);
    },
    ...sending,
  });
  const secrets = toSecrets(createMemorySecrets(fake.credentials), fake);
  const tokens = createTokenSource({
    accountsUrl: fake.accountsUrl,
    secrets,
    sender,
    log,
    now,
    sleep: async () => undefined,
  });
  const get = createApiGet({ apiUrl: fake.apiUrl, sender, tokens });
  return {
    fake,
    get,
    spotify: toPages(createSpotify(get), get),
    secrets,
    counts: sender.counts,
    now,
    clock,
    waits,
    logged,
    /** What the API was asked, in order, as `/path?query`. */
    asked: () => fake.requests.api.map(({ path, query }) => `${path}?${decodeURIComponent(String(query))}`),
  };
}

/** The client with its collections as pages from the first to the last. */
function toPages(spotify: Spotify, get: ApiGet) {
  return {
    ...spotify,
    readProfile: () => readProfile(get),
    readSavedTracks: () => readByOffset(spotify.readSavedTracks),
    readSavedAlbums: () => readByOffset(spotify.readSavedAlbums),
    readSavedShows: () => readByOffset(spotify.readSavedShows),
    readSavedEpisodes: () => readByOffset(spotify.readSavedEpisodes),
    readSavedAudiobooks: () => readByOffset(spotify.readSavedAudiobooks),
    readTopTracks: (range: TimeRange) => readByOffset(spotify.readTopTracks(range)),
    readTopArtists: (range: TimeRange) => readByOffset(spotify.readTopArtists(range)),
  };
}

/** A log that keeps what it is told. */
export function recordLog(): { readonly log: Log; readonly logged: readonly unknown[] } {
  const logged: unknown[] = [];
  const keep = (message: string, details?: LogDetails) => logged.push({ message, ...details });
  return { log: { info: keep, warn: keep }, logged };
}

/** All entries of a collection in one list. */
export async function readAll<Entry>(pages: Pages<Entry>): Promise<readonly Entry[]> {
  const all: Page<Entry>[] = await Array.fromAsync(pages);
  return all.toSorted((a, b) => a.offset - b.offset).flatMap(({ items }) => items);
}

/** What was sent, without the one field that the exporter leaves out. */
export function withoutMarkets(sent: unknown): unknown {
  return JSON.parse(JSON.stringify(sent, (key, value) => (key === "available_markets" ? undefined : value)));
}

function createMemorySecrets(credentials: FakeSpotify["credentials"]): SecretStore {
  const client = { clientId: credentials.clientId, clientSecret: new Secret(credentials.clientSecret) };
  let refreshToken = new Secret(credentials.refreshToken);
  return {
    location: "the memory of this test",
    readClient: async () => client,
    read: async () => ({ ...client, refreshToken, consent: undefined }),
    readChannels: async () => ({ discord: undefined, webhook: undefined, ping: undefined }),
    saveRefreshToken: async (token) => {
      refreshToken = token;
    },
    replaceRefreshToken: async (token) => {
      refreshToken = token;
      return true;
    },
    forgetRefreshToken: async () => false,
  };
}
