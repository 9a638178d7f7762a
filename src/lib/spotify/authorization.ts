import { createHash, randomBytes } from "node:crypto";
import { ConsentError } from "../errors.ts";
import { Secret } from "../secrets/secret.ts";
import type { ClientCredentials } from "../secrets/secret-store.ts";
import type { Sender } from "./sender.ts";
import { SpotifyError } from "./spotify-error.ts";
import { requestTokens } from "./token-endpoint.ts";

/** What a backup must be allowed, all of it reading. Without the collaborative one, playlists are silently missing. */
export const backupScopes = [
  "user-library-read",
  "playlist-read-private",
  "playlist-read-collaborative",
  "user-follow-read",
  "user-top-read",
  "user-read-recently-played",
  "user-read-playback-position",
  "user-read-private",
] as const;

/** What a restore must be allowed beside that: reading, to see what is there already, and writing. */
export const restoreScopes = [
  ...backupScopes,
  "user-library-modify",
  "user-follow-modify",
  "playlist-modify-public",
  "playlist-modify-private",
  "ugc-image-upload",
] as const;

/** A question to the user, asked by Spotify in a browser. */
export interface Authorization {
  /** Where the browser goes to ask. */
  readonly url: URL;
  /** Comes back with the answer, and proves that it answers this question. */
  readonly state: string;
  /** Proves to Spotify that the one who redeems the code is the one who asked (PKCE, RFC 7636). */
  readonly verifier: Secret;
  readonly redirectUri: string;
  /** What is asked for. */
  readonly scopes: readonly string[];
}

/** What must be known of a question to redeem the code that answers it. */
export type Asked = Pick<Authorization, "verifier" | "redirectUri" | "scopes">;

/** What Spotify gives for the code that came with the user's consent. */
export interface Grant {
  readonly refreshToken: Secret;
  readonly accessToken: Secret;
  /** What of that which was asked for was agreed to, which may be less. */
  readonly scopes: readonly string[];
}

/**
 * Prepares the authorization code flow with PKCE. `redirectUri` must be one of those on the app's page. The question is shown
 * even where the user has agreed before, since only an answer begins six new months.
 *
 * @param request.proofs what comes back and what is kept, where another process takes the answer. @default random ones
 */
export function createAuthorization(request: {
  readonly accountsUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly proofs?: Pick<Authorization, "state" | "verifier">;
}): Authorization {
  const { accountsUrl, clientId, redirectUri, scopes, proofs = createProofs() } = request;
  const { state, verifier } = proofs;
  const url = new URL(`${accountsUrl}/authorize`);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    scope: scopes.join(" "),
    redirect_uri: redirectUri,
    state,
    show_dialog: "true",
    code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(verifier.reveal()).digest("base64url"),
  }).toString();
  return { url, state, verifier, redirectUri, scopes };
}

function createProofs(): Pick<Authorization, "state" | "verifier"> {
  return {
    state: randomBytes(24).toString("base64url"),
    verifier: new Secret(randomBytes(48).toString("base64url")),
  };
}

/**
 * Changes the code that came with the user's consent for a refresh token.
 *
 * @throws {ConsentError} when Spotify does not accept the code: it lives for minutes and can be used once
 */
export async function redeemCode(
  code: string,
  request: {
    readonly accountsUrl: string;
    readonly sender: Sender;
    readonly client: ClientCredentials;
    readonly authorization: Asked;
  },
): Promise<Grant> {
  const { accountsUrl, sender, client, authorization } = request;
  const { refresh_token, access_token, scope } = await requestTokens({
    accountsUrl,
    sender,
    client,
    form: {
      grant_type: "authorization_code",
      code: new Secret(code),
      redirect_uri: authorization.redirectUri,
      code_verifier: authorization.verifier,
    },
    onInvalidGrant: (words) =>
      new ConsentError(`Spotify did not accept the code that it gave (${words}). Ask for the consent again.`),
  });
  if (refresh_token === undefined) {
    throw new SpotifyError(
      "Spotify answered POST /api/token without a refresh token. Ask for the consent again.",
    );
  }
  return {
    refreshToken: new Secret(refresh_token),
    accessToken: new Secret(access_token),
    scopes: findGiven(scope, authorization.scopes),
  };
}

/**
 * Spotify may add what the user has allowed the app on other occasions (spotify/web-api#814). That is no part of this consent, and with it
 * the list would be too long for a tag of a vault's secret, which holds 256 characters.
 *
 * @param scope left out where all that was asked for is given (RFC 6749 section 5.1)
 */
function findGiven(scope: string | undefined, asked: readonly string[]): readonly string[] {
  const given = scope?.split(" ");
  return given === undefined ? asked : asked.filter((wanted) => given.includes(wanted));
}
