import { findBackedUpAccount } from "../consent/backed-up-account.ts";
import { findConsentEnd } from "../consent/consent.ts";
import { judgeConsent } from "../consent/judge-consent.ts";
import { redeemConsent } from "../consent/redeem-consent.ts";
import { backupScopes } from "../spotify/authorization.ts";
import type { WebTools } from "../web/web-tools.ts";
import { type Attempt, attemptMs, openAttempts } from "./attempts.ts";
import { deriveProofs, isOwnState, readBrowserSecret, spentCookie } from "./browser-secret.ts";
import type { ConnectAnswer, ConnectRequest } from "./connect-answer.ts";
import { connectedPage } from "./connected-page.ts";
import {
  anotherAccountPage,
  declinedPage,
  expiredPage,
  foreignAnswerPage,
  noCodePage,
  scopesMissingPage,
  usedPage,
} from "./refusal-pages.ts";

/**
 * Takes the answer with which Spotify sends the browser back. Only the browser that began may bring it, within ten minutes and once;
 * what is not right in every respect stores nothing.
 *
 * @throws {ExporterError} where Spotify, the archive or the secret store refuses
 */
export async function finishConnect(request: ConnectRequest, tools: WebTools): Promise<ConnectAnswer> {
  const { searchParams } = new URL(request.url);
  const state = searchParams.get("state");
  const secret = readBrowserSecret(request.cookies);
  if (secret === undefined || state === null || !isOwnState(secret, state)) {
    // The cookie stays: whoever sent this browser here must not end an attempt of its own.
    return { page: foreignAnswerPage };
  }
  const attempts = openAttempts(tools.state);
  const attempt = await attempts.find(state);
  if (attempt === undefined || tools.now().getTime() - attempt.begunAt.getTime() > attemptMs) {
    return { page: expiredPage, cookie: spentCookie };
  }
  if (!(await attempts.claim(state))) {
    return { page: usedPage, cookie: spentCookie };
  }
  const code = searchParams.get("code");
  if (searchParams.get("error") === "access_denied") {
    return { page: declinedPage, cookie: spentCookie };
  }
  if (code === null || searchParams.has("error")) {
    return { page: noCodePage, cookie: spentCookie };
  }
  const { verifier } = deriveProofs(secret);
  const { redirectUri } = attempt;
  const authorization = { verifier, redirectUri, scopes: backupScopes };
  return { page: await storeConsent(code, { ...tools, attempt, authorization }), cookie: spentCookie };
}

async function storeConsent(
  code: string,
  tools: WebTools & {
    readonly attempt: Attempt;
    readonly authorization: Parameters<typeof redeemConsent>[1]["authorization"];
  },
): Promise<ConnectAnswer["page"]> {
  const { secrets, attempt, schedules, log } = tools;
  const now = tools.now();
  const backedUp = attempt.account === "another" ? undefined : await findBackedUpAccount({ ...tools, now });
  const client = await secrets.readClient();
  const given = await redeemConsent(code, { ...tools, client, now });
  const refusal = judgeConsent(given, { scopes: backupScopes, backedUp });
  switch (refusal?.reason) {
    case "scopes missing":
      return scopesMissingPage(refusal.missing);
    case "another account":
      return anotherAccountPage({ given: given.profile, backedUp: refusal.backedUp });
  }
  await secrets.saveRefreshToken(given.refreshToken, given.consent);
  log.info("spotify consent stored", { storedIn: secrets.location, endsAt: findConsentEnd(given.consent) });
  return connectedPage({ ...given, schedules, now, host: new URL(attempt.redirectUri).origin });
}
