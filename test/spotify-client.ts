import { onTestFinished } from "vitest";
import type { Log, LogDetails } from "../src/lib/log.ts";
import { Secret } from "../src/lib/secrets/secret.ts";
import type { SecretStore } from "../src/lib/secrets/secret-store.ts";
import type { Page, Pages } from "../src/lib/spotify/pages.ts";
import { createApiGet } from "../src/lib/spotify/request.ts";
import { createSender, type SenderOptions } from "../src/lib/spotify/sender.ts";
import { createSpotify } from "../src/lib/spotify/spotify.ts";
import { createTokenSource } from "../src/lib/spotify/token.ts";
import { makeDemoLibrary } from "./fake-spotify/demo-library.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "./fake-spotify/fake-spotify.ts";

interface ClientOptions extends Partial<Pick<SenderOptions, "signal" | "timeoutMs" | "waitBudgetMs">> {
  /** Puts another store in the place of the one that holds the fake's credentials in memory. */
  readonly toSecrets?: (store: SecretStore, fake: FakeSpotify) => SecretStore;
}

/**
 * The real client against a fake Spotify that ends with the test. Waits are recorded and over at once: time passes on
 * `clock` alone, which the fake shares.
 */
export async function startClient(
  fakeOptions: Partial<Omit<FakeSpotifyOptions, "now">> = {},
  { toSecrets = (store) => store, ...sending }: ClientOptions = {},
) {
  const clock = { nowMs: Date.UTC(2026, 10, 22, 2) };
  const now = () => clock.nowMs;
  const fake = await startFakeSpotify({ library: makeDemoLibrary(), ...fakeOptions, now });
  onTestFinished(() => fake.stop());

  const waits: number[] = [];
  const { log, logged } = recordLog();
  const sender = createSender({
    log,
    signal: new AbortController().signal,
    now,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      clock.nowMs += ms;
    },
    ...sending,
  });
  const secrets = toSecrets(createMemorySecrets(fake.credentials), fake);
  const tokens = createTokenSource({ accountsUrl: fake.accountsUrl, secrets, sender, log, now });
  const get = createApiGet({ apiUrl: fake.apiUrl, sender, tokens });
  return {
    fake,
    get,
    spotify: createSpotify(get),
    secrets,
    counts: sender.counts,
    clock,
    waits,
    logged,
    /** What the API was asked, in order, as `/path?query`. */
    asked: () => fake.requests.api.map(({ path, query }) => `${path}?${decodeURIComponent(String(query))}`),
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
  return all.flatMap(({ items }) => items);
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
    read: async () => ({ ...client, refreshToken }),
    saveRefreshToken: async (token) => {
      refreshToken = token;
    },
  };
}
