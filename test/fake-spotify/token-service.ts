import { createHash } from "node:crypto";
import { type Answer, answerOk, refuse } from "./answer.ts";
import { type Consent, Consents } from "./consents.ts";
import { makeSpotifyId } from "./identifiers.ts";
import { READ_SCOPES } from "./scopes.ts";

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

/** What an access token opens. */
export interface Access {
  readonly userId: string;
  readonly scopes: readonly string[];
}

/** Spotify's accounts service: it changes the refresh token for access tokens, and knows which of those live. */
export class TokenService {
  readonly clientId = "fake-client-id";
  readonly clientSecret = "fake-client-secret";
  /** The user who is signed in in the browser, and so the one who agrees at `/authorize`. */
  signedIn: string;
  /** With rotation, every refresh gives a new refresh token, and the old one dies with it. */
  rotatesRefreshTokens = false;
  /** While set, the valid refresh token is refused, too. */
  refusal: RefreshRefusal | undefined;

  readonly #expiresInSeconds: number;
  readonly #now: () => number;
  /** What the user was last asked to allow. */
  scopes = "";
  readonly #codes = new Map<string, Access & { readonly redirectUri: string; readonly challenge: string }>();
  readonly #accessTokens = new Map<string, { readonly consent: Consent; expiresAt: number }>();
  readonly #consents = new Consents();
  /** The first user's latest consent, leaving out those that were given by `allow`. */
  #usual: Consent;

  /** @param userId the first user, who has allowed all that a backup needs */
  constructor(userId: string, { expiresInSeconds = 3600, now = Date.now }: TokenServiceOptions = {}) {
    this.#expiresInSeconds = expiresInSeconds;
    this.#now = now;
    this.signedIn = userId;
    this.#usual = this.allow(userId, READ_SCOPES);
  }

  /** The first user's refresh token that is valid now. */
  get refreshToken(): string {
    return this.#usual.refreshToken;
  }

  /** A consent of its own, as if the user had just agreed in the browser. */
  allow(userId: string, scopes: readonly string[]): Consent {
    return this.#consents.give(userId, scopes);
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
    const consent = this.#consents.find(form.get("refresh_token"));
    return consent === undefined
      ? refuseToken("invalid_grant", "Invalid refresh token")
      : answerOk(this.#issue(consent));
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
    this.#codes.set(code, {
      userId: this.signedIn,
      scopes: this.scopes.split(" ").filter((scope) => scope !== ""),
      redirectUri,
      challenge: query.get("code_challenge") ?? "",
    });
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
    if (this.refusal !== undefined) {
      // What was refused so far does not come back to life with a new consent.
      this.#consents.dropAllOf(asked.userId);
      this.refusal = undefined;
    }
    const consent = this.allow(asked.userId, asked.scopes);
    if (consent.userId === this.#usual.userId) {
      this.#usual = consent;
    }
    return answerOk({ ...this.#issue(consent), refresh_token: consent.refreshToken });
  }

  /** Every access token given out so far is dead from now on, as when one dies in the middle of a run. */
  revokeAccessTokens(): void {
    for (const token of this.#accessTokens.values()) {
      token.expiresAt = Number.NEGATIVE_INFINITY;
    }
  }

  /** What an API request with this `Authorization` may do, or the refusal. */
  openAccess(authorization: string | undefined): Access | Answer {
    if (authorization === undefined) {
      return refuse(401, "No token provided");
    }
    const token = this.#accessTokens.get(authorization.replace(/^Bearer /, ""));
    if (token === undefined) {
      return refuse(401, "Invalid access token");
    }
    return token.expiresAt <= this.#now() ? refuse(401, "The access token expired") : token.consent;
  }

  /** By HTTP Basic, or, as after PKCE, by the id alone in the form. */
  #knowsClient(authorization: string | undefined, form: URLSearchParams): boolean {
    if (authorization === undefined) {
      return form.get("client_id") === this.clientId;
    }
    const expected = Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64");
    return authorization === `Basic ${expected}`;
  }

  #issue(consent: Consent) {
    const accessToken = `fake-access-token-${makeSpotifyId(`access token ${this.#accessTokens.size}`)}`;
    this.#accessTokens.set(accessToken, {
      consent,
      expiresAt: this.#now() + this.#expiresInSeconds * 1_000,
    });
    const issued = {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: this.#expiresInSeconds,
      scope: consent.scopes.join(" "),
    };
    if (!this.rotatesRefreshTokens) {
      return issued;
    }
    this.#consents.rotate(consent);
    return { ...issued, refresh_token: consent.refreshToken };
  }
}

function refuseToken(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}
