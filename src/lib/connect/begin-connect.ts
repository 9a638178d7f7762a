import { findBackedUpAccount } from "../consent/backed-up-account.ts";
import { backupScopes, createAuthorization } from "../spotify/authorization.ts";
import type { WebTools } from "../web/web-tools.ts";
import { type Attempt, attemptMs, openAttempts } from "./attempts.ts";
import { createBrowserSecret, deriveProofs, toCookie } from "./browser-secret.ts";
import type { ConnectAnswer, ConnectRequest } from "./connect-answer.ts";
import { invitationPage, wrongAddressPage } from "./invitation-page.ts";
import { toRedirectUri } from "./redirect-uri.ts";

/**
 * Begins an attempt to connect, and shows the way to Spotify. With `?account=another` any account may answer, else only the one that
 * is backed up so far.
 */
export async function beginConnect(request: ConnectRequest, tools: WebTools): Promise<ConnectAnswer> {
  const { accountsUrl, secrets, now } = tools;
  const url = new URL(request.url);
  const redirectUri = toRedirectUri(request.url);
  if (new URL(redirectUri).hostname !== url.hostname) {
    // The cookie would be one host's, and the answer come to the other.
    return { page: wrongAddressPage(new URL(url.pathname, redirectUri)) };
  }
  const { clientId } = await secrets.readClient();
  const begunAt = now();
  const backedUp = await findBackedUpAccount({ ...tools, now: begunAt });
  const secret = createBrowserSecret();
  const proofs = deriveProofs(secret);
  const authorization = createAuthorization({
    accountsUrl,
    clientId,
    redirectUri,
    scopes: backupScopes,
    proofs,
  });
  const attempt: Attempt = {
    begunAt,
    redirectUri,
    account: url.searchParams.get("account") === "another" ? "another" : "same",
  };
  const attempts = openAttempts(tools.state);
  await attempts.removeOld(begunAt);
  await attempts.begin(proofs.state, attempt);
  return {
    page: invitationPage({ authorization, backedUp, account: attempt.account }),
    cookie: toCookie(secret, attemptMs / 1_000),
  };
}
