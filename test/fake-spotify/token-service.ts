import { createHash } from "node:crypto";
import { type Answer, answerOk, refuse } from "./answer.ts";
import { makeSpotifyId } from "./identifiers.ts";

/** Why a refresh token is refused, in Spotify's words. */
export type RefreshRefusal = "Refresh token expired" | "Refresh token revoked" | "Invalid refresh token";

export interface TokenRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface TokenServiceOptions {
  /** How long an access token lasts. @default 3600 */
  readonly expiresInSeconds?: number;
  /** Milliseconds, as of `Date.now`. @default Date.now */
  readonly now?: () => number;
}

/** Spotify's accounts service: it changes the refresh token for access tokens, and knows which of those live. */
export class TokenService {
  readonly clientId = "fake-client-id";
  readonly clientSecret = "fake-client-secret";
  /** The one that is valid now. */
  refreshToken = "fake-refresh-token-1";
  /** With rotation, every refresh gives a new refresh token, and the old one dies with it. */
  rotatesRefreshTokens = false;
  /** While set, the valid refresh token is refused, too. */
  refusal: RefreshRefusal | undefined;

  readonly #expiresInSeconds: number;
  readonly #now: () => number;
  /** What the user was last asked to allow. */
  scopes = "";
  readonly #codes = new Map<string, { readonly redirectUri: string; readonly challenge: string }>();
  readonly #accessTokens = new Map<string, { expiresAt: number }>();
  #rotations = 0;

  constructor({ expiresInSeconds = 3600, now = Date.now }: TokenServiceOptions = {}) {
    this.#expiresInSeconds = expiresInSeconds;
    this.#now = now;
  }

  /** Answers `POST /api/token`. */
  answer(request: TokenRequest): Answer {
    if (request.method !== "POST") {
      return { status: 405, body: "" };
    }
    const isForm = request.contentType?.startsWith("application/x-www-form-urlencoded") ?? false;
    const form = new URLSearchParams(isForm ? request.body : "");
    if (!this.#knowsClient(request.authorization, form)) {
      return refuseToken("invalid_client", "Invalid client");
    }
    if (form.get("grant_type") === "authorization_code") {
      return this.#redeem(form);
    }
    if (form.get("grant_type") !== "refresh_token") {
      return refuseToken("unsupported_grant_type", "grant_type parameter is missing or unknown");
    }
    if (this.refusal !== undefined) {
      return refuseToken("invalid_grant", this.refusal);
    }
    if (form.get("refresh_token") !== this.refreshToken) {
      return refuseToken("invalid_grant", "Invalid refresh token");
    }
    return answerOk(this.#issue());
  }

  /** Answers `GET /authorize` as when the user agrees at once: back to where the app asked for, with a code. */
  authorize(query: URLSearchParams): Answer {
    const redirectUri = query.get("redirect_uri") ?? "";
    const isAllowed = /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/|^https:\/\//.test(redirectUri);
    if (query.get("client_id") !== this.clientId || query.get("response_type") !== "code" || !isAllowed) {
      return { status: 400, body: "INVALID_CLIENT: Invalid redirect URI" };
    }
    this.scopes = query.get("scope") ?? "";
    const code = `fake-code-${makeSpotifyId(`code ${this.#codes.size}`)}`;
    this.#codes.set(code, { redirectUri, challenge: query.get("code_challenge") ?? "" });
    const location = new URL(redirectUri);
    location.search = new URLSearchParams({ code, state: query.get("state") ?? "" }).toString();
    return { status: 302, headers: { Location: location.href }, body: "" };
  }

  /** A code is good once, for the redirect URI it was given to and for who knows the verifier (PKCE, S256). */
  #redeem(form: URLSearchParams): Answer {
    const code = form.get("code") ?? "";
    const asked = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (
      asked === undefined ||
      asked.redirectUri !== form.get("redirect_uri") ||
      asked.challenge !== challenge
    ) {
      return refuseToken("invalid_grant", "Invalid authorization code");
    }
    this.refusal = undefined;
    return answerOk({ ...this.#issue(), refresh_token: this.#replaceRefreshToken() });
  }

  /** Every access token given out so far is dead from now on, as when one dies in the middle of a run. */
  revokeAccessTokens(): void {
    for (const token of this.#accessTokens.values()) {
      token.expiresAt = Number.NEGATIVE_INFINITY;
    }
  }

  /** The refusal for an API request with this `Authorization`, or `undefined` when it may pass. */
  refuseAccess(authorization: string | undefined): Answer | undefined {
    if (authorization === undefined) {
      return refuse(401, "No token provided");
    }
    const token = this.#accessTokens.get(authorization.replace(/^Bearer /, ""));
    if (token === undefined) {
      return refuse(401, "Invalid access token");
    }
    return token.expiresAt <= this.#now() ? refuse(401, "The access token expired") : undefined;
  }

  /** By HTTP Basic, or, as after PKCE, by the id alone in the form. */
  #knowsClient(authorization: string | undefined, form: URLSearchParams): boolean {
    if (authorization === undefined) {
      return form.get("client_id") === this.clientId;
    }
    const expected = Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64");
    return authorization === `Basic ${expected}`;
  }

  #issue() {
    const accessToken = `fake-access-token-${makeSpotifyId(`access token ${this.#accessTokens.size}`)}`;
    this.#accessTokens.set(accessToken, { expiresAt: this.#now() + this.#expiresInSeconds * 1_000 });
    const issued = { access_token: accessToken, token_type: "Bearer", expires_in: this.#expiresInSeconds };
    return this.rotatesRefreshTokens ? { ...issued, refresh_token: this.#replaceRefreshToken() } : issued;
  }

  #replaceRefreshToken(): string {
    this.#rotations += 1;
    this.refreshToken = `fake-refresh-token-${this.#rotations + 1}`;
    return this.refreshToken;
  }
}

function refuseToken(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}
