import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { expect, inject } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { type FunctionHost, startFunctionHost } from "../azure/function-host.ts";
import { startIdentity } from "../azure/identity.ts";
import { type KeyVault, startKeyVault } from "../azure/key-vault.ts";
import { testContainer } from "../azure/test-container.ts";
import { removeAllFiles } from "../export/archive-files.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import { fakeSecrets } from "../setup/secrets.ts";

/** A deployed function app, and all that it speaks to: one for all tests of a file, since a process takes a second to start. */
export interface ConnectableApp {
  readonly app: FunctionHost;
  readonly vault: KeyVault;
  /** Has two users, of whom the first is signed in. */
  readonly fake: FakeSpotify;
  readonly archive: Archive;
  readonly state: Archive;
  /** Makes it an app to which nobody has connected yet. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** The second user, whose name must be escaped wherever it is shown. */
export const otherUser = { id: "bob", accountId: "account-of-bob", displayName: 'Bob "&" <i>Co</i>' };

/** @param settings over those that lead to the stand-ins */
export async function startConnectableApp(
  settings: Readonly<Record<string, string>> = {},
): Promise<ConnectableApp> {
  const certificate = inject("certificate");
  const fake = await startFakeSpotify({ library: makeSmallLibrary() });
  fake.addAccount(makeLibrary({ profile: otherUser }));
  const identity = await startIdentity();
  const vault = await startKeyVault(certificate);
  const name = `test-${randomUUID()}`;
  const app = await startFunctionHost({
    certificate,
    cwd: tmpdir(),
    environment: {
      ...identity.environment,
      KEY_VAULT_URL: vault.url,
      EXPORT_STORAGE_URL: inject("azurite").url,
      EXPORT_CONTAINER: name,
      SPOTIFY_API_URL: fake.apiUrl,
      SPOTIFY_ACCOUNTS_URL: fake.accountsUrl,
      LIBRARY_SCHEDULE: "0 0 2 * * 0",
      PLAYLISTS_SCHEDULE: "0 30 2 * * 0",
      ...settings,
    },
  });
  const { connectionString } = inject("azurite");
  const archive = openContainer(testContainer(connectionString, name));
  const state = openContainer(testContainer(connectionString, `${name}-state`));

  async function reset(): Promise<void> {
    vault.answer([]);
    vault.answerWrites();
    vault.secrets.clear();
    vault.properties.clear();
    vault.secrets.set("Spotify-ClientID", fake.credentials.clientId);
    vault.secrets.set("Spotify-ClientSecret", fake.credentials.clientSecret);
    vault.secrets.set("Spotify-RefreshToken", "not-set");
    fake.behave();
    fake.tokens.signedIn = fake.library.profile.id;
    await removeAllFiles(archive);
    await removeAllFiles(state);
  }

  async function stop(): Promise<void> {
    await Promise.all([app.stop(), fake.stop(), identity.stop(), vault.stop()]);
    const logged = app.logged.join("\n");
    expect(logged).not.toMatch(fakeSecrets);
    expect(logged).not.toContain(identity.environment.IDENTITY_HEADER);
  }

  return { app, vault, fake, archive, state, reset, stop };
}

/** A page that a browser was answered with. */
export interface SeenPage {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser as far as `fetch` is one: it keeps the cookie, and follows where it is told to. */
export interface Browser {
  /** The `Cookie` header that goes to `/api/callback`. */
  readonly cookie: string;
  /** Opens the page that shows the way, and gives the link on it. */
  openConnect(query?: string): Promise<{ readonly page: SeenPage; readonly link: URL }>;
  /** Agrees at Spotify, and gives where that sends the browser back to. */
  agree(link: URL): Promise<URL>;
  /** Comes back with an answer. */
  comeBack(answer: URL, headers?: Readonly<Record<string, string>>): Promise<SeenPage>;
}

export function openBrowser({ app }: Pick<ConnectableApp, "app">): Browser {
  let cookie = "";

  async function see(response: Response): Promise<SeenPage> {
    for (const set of response.headers.getSetCookie()) {
      cookie = /max-age=0\b/i.test(set) ? "" : (set.split(";")[0] ?? "");
    }
    const seen = { status: response.status, headers: response.headers, text: await response.text() };
    expectSafe(seen);
    return seen;
  }

  return {
    get cookie() {
      return cookie;
    },
    async openConnect(query = "") {
      const page = await see(await fetch(`${app.url}/api/connect?code=${app.key}${query}`));
      const href = /class="button" href="([^"]+)"/.exec(page.text)?.[1] ?? "";
      return { page, link: new URL(href.replaceAll("&amp;", "&"), app.url) };
    },
    async agree(link) {
      const response = await fetch(link, { redirect: "manual" });
      return new URL(response.headers.get("location") ?? "", link);
    },
    comeBack: async (answer, headers = { cookie }) => see(await fetch(answer, { headers })),
  };
}

/** What holds for every page, whatever it says. */
function expectSafe({ headers, text }: SeenPage): void {
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(text).not.toMatch(/<script/);
  expect(text).not.toMatch(fakeSecrets);
}

/** Whether nobody has connected: the vault holds what it held, and was not even asked to hold more. */
export function expectNothingStored({ vault }: Pick<ConnectableApp, "vault">, token = "not-set"): void {
  expect(vault.secrets.get("Spotify-RefreshToken")).toBe(token);
}
