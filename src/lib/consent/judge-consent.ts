import { isSameAccount } from "../archive/account.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { NewConsent } from "./redeem-consent.ts";

/** Why a consent that was just given is not stored. */
export type Refusal =
  | { readonly reason: "scopes missing"; readonly missing: readonly string[] }
  | { readonly reason: "another account"; readonly backedUp: Manifest["account"] };

/** What must be agreed to, and by whom; by anybody where `backedUp` is undefined. */
export interface Wanted {
  readonly scopes: readonly string[];
  readonly backedUp: Manifest["account"] | undefined;
}

/** Whether a new consent is what was wanted; a backup with less would lack something in silence. */
export function judgeConsent(
  { consent, profile }: Pick<NewConsent, "consent" | "profile">,
  { scopes, backedUp }: Wanted,
): Refusal | undefined {
  const missing = findMissingScopes(consent.scopes, scopes);
  if (missing.length > 0) {
    return { reason: "scopes missing", missing };
  }
  return backedUp === undefined || isSameAccount(profile, backedUp)
    ? undefined
    : { reason: "another account", backedUp };
}

export function findMissingScopes(given: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.filter((scope) => !given.includes(scope));
}
