import { type Consent, findConsentEnd } from "../consent/consent.ts";
import { findMissingScopes } from "../consent/judge-consent.ts";
import { backupScopes } from "../spotify/authorization.ts";
import { describeDay, describeDistance } from "./durations.ts";
import { type Finding, skip } from "./finding.ts";

const login = "Authorise again with: spotify-exporter login";
const shortlyMs = 30 * 24 * 60 * 60 * 1_000;

/** Whether the user has agreed to all that a backup reads. @param granted undefined where nobody knows */
export function checkScopes(granted: readonly string[] | undefined): Finding {
  if (granted === undefined) {
    return skip("scopes", { why: "Spotify did not say what was agreed to" });
  }
  const missing = findMissingScopes(granted, backupScopes);
  return missing.length === 0
    ? { check: "scopes", state: "ok", text: `all ${backupScopes.length} that a backup needs` }
    : {
        check: "scopes",
        state: "failed",
        text: `missing: ${missing.join(", ")}`,
        advice: `A backup lacks what the consent does not allow. ${login}`,
        cause: "consent",
      };
}

/** When the consent ends. @param isAccepted whether Spotify takes its token, which says more than a date */
export function checkConsent(
  consent: Consent | undefined,
  { isAccepted, now }: { readonly isAccepted: boolean; readonly now: Date },
): Finding {
  if (consent === undefined) {
    return {
      check: "consent",
      state: "warning",
      text: "nobody knows when it ends, since the refresh token was saved by hand",
      advice: `Spotify ends it six months after it was given. To know when: spotify-exporter login`,
    };
  }
  const { givenAt } = consent;
  const endsAt = findConsentEnd(consent);
  const distance = describeDistance(endsAt, now);
  if (endsAt > now) {
    const text = `given on ${describeDay(givenAt)}, ends on ${describeDay(endsAt)} (${distance})`;
    return endsAt.getTime() - now.getTime() >= shortlyMs
      ? { check: "consent", state: "ok", text }
      : { check: "consent", state: "warning", text, advice: login };
  }
  const text = `ended on ${describeDay(endsAt)} (${distance})`;
  return isAccepted
    ? { check: "consent", state: "warning", text: `${text}, though Spotify still takes it`, advice: login }
    : { check: "consent", state: "failed", text, advice: login, cause: "consent" };
}
