import { z } from "zod";
import { ConsentError, SettingsError } from "../errors.ts";
import type { Log } from "../log.ts";
import { Secret } from "../secrets/secret.ts";
import type { Credentials, SecretStore } from "../secrets/secret-store.ts";
import { readErrorMessage, readTokenErrorCode } from "./error-body.ts";
import type { HttpAnswer } from "./http.ts";
import type { Sender } from "./sender.ts";
import { SpotifyError } from "./spotify-error.ts";

export interface TokenSource {
  /**
   * An access token that is good for a while, refreshed when needed; however many ask, one refresh is in flight.
   *
   * @param rejected a token that Spotify has just answered 401; if it is still the current one, it is replaced
   * @throws {ConsentError} when the refresh token is refused; asked once, never retried
   */
  getToken(rejected?: Secret): Promise<Secret>;
}

/** Renewed this long before its end, so that no request leaves with a token that ends on the way. */
const renewalMarginMs = 60_000;

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
});

/** Access tokens by the refresh token grant (RFC 6749 section 6) against Spotify's accounts service. */
export function createTokenSource(options: {
  readonly accountsUrl: string;
  readonly secrets: SecretStore;
  readonly sender: Sender;
  readonly log: Log;
  readonly now?: () => number;
}): TokenSource {
  const { accountsUrl, secrets, sender, log, now = Date.now } = options;
  const label = "POST /api/token";
  let current: { readonly token: Secret; readonly renewAtMs: number } | undefined;
  let refreshing: Promise<Secret> | undefined;

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
    const credentials = await secrets.read();
    const askedMs = now();
    const answer = await sender.send(toRefreshRequest(accountsUrl, credentials), label);
    if (answer.status !== 200) {
      throw toRefusal(answer, secrets.location);
    }
    const parsed = tokenAnswer.safeParse(answer.body);
    if (!parsed.success) {
      throw new SpotifyError(`Spotify answered ${label} with something other than an access token.`, {
        status: answer.status,
      });
    }
    const { access_token, expires_in, refresh_token } = parsed.data;
    if (refresh_token !== undefined && refresh_token !== credentials.refreshToken.reveal()) {
      // Stored before the access token is used: a crash in between must not strand us with a token already replaced.
      await secrets.saveRefreshToken(new Secret(refresh_token));
      log.info("spotify refresh token replaced", { storedIn: secrets.location });
    }
    const token = new Secret(access_token);
    current = { token, renewAtMs: askedMs + Math.max(expires_in * 1_000 - renewalMarginMs, 0) };
    return token;
  }

  return { getToken };
}

function toRefreshRequest(accountsUrl: string, credentials: Credentials) {
  const { clientId, clientSecret, refreshToken } = credentials;
  const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString("base64");
  return {
    method: "POST",
    url: new URL(`${accountsUrl}/api/token`),
    headers: {
      authorization: `Basic ${basic}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: refreshToken.reveal(),
    }).toString(),
  } as const;
}

function toRefusal(answer: HttpAnswer, storedIn: string): Error {
  const words = readErrorMessage(answer.body);
  switch (readTokenErrorCode(answer.body)) {
    case "invalid_grant":
      return new ConsentError(
        `Spotify no longer accepts the refresh token kept in ${storedIn} (${words}). Consents end six months after they ` +
          "are given, or when they are revoked. Authorise again with: spotify-exporter login",
      );
    case "invalid_client":
      return new SettingsError([
        `Spotify does not know this client ID and secret (${words}). Compare both with the app's page on ` +
          `https://developer.spotify.com/dashboard; they are kept in ${storedIn}.`,
      ]);
    default:
      return new SpotifyError(`Spotify refused to give an access token: ${answer.status} ${words}`.trim(), {
        status: answer.status,
      });
  }
}
