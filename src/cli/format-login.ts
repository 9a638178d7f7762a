import { findConsentEnd } from "../lib/consent/consent.ts";
import type { Refusal } from "../lib/consent/judge-consent.ts";
import type { NewConsent } from "../lib/consent/redeem-consent.ts";
import { toPrintable } from "./format-snapshot.ts";

type Given = Pick<NewConsent, "profile" | "consent">;

interface Account {
  readonly id: string;
  readonly display_name?: string | null | undefined;
}

/** Who has agreed, until when, and where the token is. */
export function formatLogin({ profile, consent }: Given, location: string): string {
  const until = findConsentEnd(consent).toLocaleDateString("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return `Authorised by ${formatAccount(profile)} until ${until}. The refresh token is in ${location}.`;
}

/** Why a consent was not stored, and what to do. */
export function describeRefusal(refusal: Refusal, { profile }: Pick<Given, "profile">): string {
  switch (refusal.reason) {
    case "scopes missing":
      return `Not all was agreed to: ${refusal.missing.join(", ")} is missing. Nothing was stored; run login again and agree to all of it.`;
    case "another account":
      return (
        `You are signed in at Spotify as ${formatAccount(profile)}, but the library that was backed up so far is that of ` +
        `${formatAccount(refusal.backedUp)}. Nothing was stored. Sign out at https://www.spotify.com/logout and run login again, ` +
        "or, to back up this account from now on, run login --another-account."
      );
  }
}

function formatAccount({ id, display_name }: Account): string {
  return toPrintable(display_name && display_name !== id ? `${display_name} (${id})` : id);
}
