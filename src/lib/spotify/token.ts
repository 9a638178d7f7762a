import { setTimeout as delay } from "node:timers/promises";
import { ConsentError } from "../errors.ts";
import type { Log } from "../log.ts";
import { Secret } from "../secrets/secret.ts";
import type { Credentials, SecretStore } from "../secrets/secret-store.ts";
import type { Sender } from "./sender.ts";
import { requestTokens, type TokenAnswer } from "./token-endpoint.ts";

/** How somebody authorises again: backups and restores have a consent each. */
export type LoginCommand = "login" | "login --restore";

export interface TokenSource {
  /**
   * An access token that is good for a while, refreshed when needed; however many ask, one refresh is in flight.
   *
   * @param rejected a token that Spotify has just answered 401; if it is still the current one, it is replaced
   * @throws {ConsentError} when the refresh token is refused; asked once, never retried
   */
  getToken(rejected?: Secret): Promise<Secret>;
}

/** A source that refreshes tokens, and so learns what they allow. */
export interface ScopedTokenSource extends TokenSource {
  /** What the user has agreed to; undefined before the first refresh, and where Spotify does not say. */
  readScopes(): readonly string[] | undefined;
}

/** Renewed this long before its end (or at half its life), so that no request leaves with a token that ends on the way. */
const renewalMarginMs = 60_000;

/** Storing takes another run less than that, between Spotify's answer and a token that can be read. */
const storingMs = 1_000;

/** Access tokens by the refresh token grant (RFC 6749 section 6) against Spotify's accounts service. */
export function createTokenSource(options: {
  readonly accountsUrl: string;
  readonly secrets: SecretStore;
  readonly sender: Sender;
  readonly log: Log;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** The command that asks for a new consent. @default "login" */
  readonly login?: LoginCommand;
}): ScopedTokenSource {
  const { accountsUrl, secrets, sender, log, now = Date.now, sleep = delay, login = "login" } = options;
  let current: { readonly token: Secret; readonly renewAtMs: number } | undefined;
  let refreshing: Promise<Secret> | undefined;
  let scopes: readonly string[] | undefined;

  async function getToken(rejected?: Secret): Promise<Secret> {
    if (current !== undefined && current.token !== rejected && now() < current.renewAtMs) {
      return current.token;
    }
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function refresh(): Promise<Secret> {
    let credentials = await secrets.read();
    const askedMs = now();
    let answer: TokenAnswer;
    try {
      answer = await redeem(credentials);
    } catch (error) {
      const newer = error instanceof ConsentError ? await findNewer(credentials) : undefined;
      if (newer === undefined) {
        throw error;
      }
      credentials = newer;
      answer = await redeem(credentials);
    }
    const { access_token, expires_in, refresh_token, scope } = answer;
    scopes = scope?.split(" ").filter(Boolean);
    if (refresh_token !== undefined && refresh_token !== credentials.refreshToken.reveal()) {
      // Stored before the access token is used: a crash in between must not strand us with a token already replaced.
      const isStored = await secrets.replaceRefreshToken(new Secret(refresh_token), credentials);
      const message = isStored
        ? "spotify refresh token replaced"
        : "spotify replaced a refresh token in whose place a new login has put another: that one stays";
      log.info(message, { storedIn: secrets.location });
    }
    const token = new Secret(access_token);
    const lifeMs = expires_in * 1_000;
    current = { token, renewAtMs: askedMs + lifeMs - Math.min(renewalMarginMs, lifeMs / 2) };
    return token;
  }

  /** Another run may have had the token replaced meanwhile: then the refused one is just old, and the new one stored, or soon to be. */
  async function findNewer({ refreshToken }: Credentials): Promise<Credentials | undefined> {
    for (const waitMs of [0, storingMs]) {
      await sleep(waitMs);
      const stored = await secrets.read();
      if (stored.refreshToken.reveal() !== refreshToken.reveal()) {
        return stored;
      }
    }
    return undefined;
  }

  function redeem(credentials: Credentials): Promise<TokenAnswer> {
    return requestTokens({
      accountsUrl,
      sender,
      client: credentials,
      form: { grant_type: "refresh_token", refresh_token: credentials.refreshToken },
      onInvalidGrant: (words) =>
        new ConsentError(
          `Spotify no longer accepts the refresh token kept in ${secrets.location} (${words}). Consents end six months ` +
            `after they are given, or when they are revoked. Authorise again with: spotify-exporter ${login} (from a clone: npm start -- ${login})`,
        ),
    });
  }

  return { getToken, readScopes: () => scopes };
}
