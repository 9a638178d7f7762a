/** What is known of the user's consent that a refresh token stands for. */
export interface Consent {
  readonly givenAt: Date;
  /** What Spotify says was agreed to. */
  readonly scopes: readonly string[];
  /** The Spotify user who agreed. */
  readonly accountId: string;
}

/** Spotify ends a refresh token so many months after the user has authorised; refreshing it does not move that (since June 2026). */
const monthsOfConsent = 6;

/** When Spotify ends the consent: the same day six months later, or the last day of that month. */
export function findConsentEnd({ givenAt }: Pick<Consent, "givenAt">): Date {
  const end = new Date(givenAt);
  end.setUTCMonth(end.getUTCMonth() + monthsOfConsent);
  if (end.getUTCDate() !== givenAt.getUTCDate()) {
    // The month has no such day, so the date has run into the next.
    end.setUTCDate(0);
  }
  return end;
}

/** Whether two are one consent: a token that was replaced stands for the same one as before. */
export function isSameConsent(a: Consent | undefined, b: Consent | undefined): boolean {
  return a !== undefined && b !== undefined && a.givenAt.getTime() === b.givenAt.getTime();
}

/** How a consent is written down: texts by name, as a vault's tags are. */
export function renderConsent({ givenAt, scopes, accountId }: Consent): Readonly<Record<string, string>> {
  return {
    consentGivenAt: givenAt.toISOString(),
    consentScopes: scopes.join(" "),
    consentAccount: accountId,
  };
}

/** Undefined where nothing, or not all of it, was written down: a token that was saved by hand has no consent that is known. */
export function parseConsent(written: Readonly<Record<string, string | undefined>>): Consent | undefined {
  const { consentGivenAt, consentScopes, consentAccount } = written;
  const givenAt = new Date(consentGivenAt ?? "");
  if (Number.isNaN(givenAt.getTime()) || consentScopes === undefined || consentAccount === undefined) {
    return undefined;
  }
  return { givenAt, scopes: consentScopes.split(" ").filter(Boolean), accountId: consentAccount };
}
