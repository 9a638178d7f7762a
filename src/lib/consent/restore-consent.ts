import { ConsentError } from "../errors.ts";
import { backupScopes, restoreScopes } from "../spotify/authorization.ts";
import type { Consent } from "./consent.ts";

const writeScopes: readonly string[] = restoreScopes.filter(
  (scope) => !backupScopes.some((read) => read === scope),
);

/** What to do about a consent that does not allow to put things back. */
export function describeRestoreConsent(problem: string, missing: readonly string[] = writeScopes): string {
  return (
    `${problem} To put things back takes a consent of its own, which a backup must not have. ` +
    `Ask for it with: spotify-exporter login --restore (from a clone: npm start -- login --restore). ` +
    `It allows what is missing (${missing.join(", ")}), is used for restores alone, and is dropped with: spotify-exporter logout --restore`
  );
}

/** @throws {ConsentError} where it is known that something was not agreed to; of a token saved by hand nothing is known */
export function expectRestoreScopes(consent: Consent | undefined): void {
  const missing = restoreScopes.filter((scope) => consent !== undefined && !consent.scopes.includes(scope));
  if (missing.length > 0) {
    throw new ConsentError(
      describeRestoreConsent("The consent that was given for restores does not allow all of it.", missing),
    );
  }
}
