import { isSameAccount } from "../archive/account.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { ApiGet } from "../spotify/request.ts";
import type { Profile } from "../spotify/schemas.ts";
import { readProfile } from "../spotify/spotify.ts";
import { type Finding, toFinding } from "./finding.ts";

/**
 * Whose account it is, and whether it is the one that has been backed up so far. What Spotify refuses here, it refuses to all
 * requests: its words tell a user who is not on the app's list from an owner without Premium.
 *
 * @param readBackedUp gives undefined where nobody was backed up yet, or it is not known
 */
export async function checkAccount(
  get: ApiGet,
  readBackedUp: () => Promise<Manifest["account"] | undefined>,
): Promise<{ readonly finding: Finding; readonly isAnswered: boolean }> {
  let profile: Profile;
  try {
    profile = await readProfile(get);
  } catch (error) {
    const finding = toFinding("account", "Spotify does not say whose account it is", error);
    return { finding, isAnswered: false };
  }
  try {
    return { finding: compare(profile, await readBackedUp()), isAnswered: true };
  } catch (error) {
    const finding = toFinding("account", "whose account was backed up so far cannot be read", error);
    return { finding, isAnswered: true };
  }
}

function compare(profile: Profile, backedUp: Manifest["account"] | undefined): Finding {
  const name = toName(profile.display_name);
  if (backedUp === undefined) {
    return { check: "account", state: "ok", text: `${name}; nobody was backed up so far` };
  }
  if (isSameAccount(profile, backedUp)) {
    return { check: "account", state: "ok", text: `${name}, as so far` };
  }
  return {
    check: "account",
    state: "warning",
    text: `${name}, but so far it was ${toName(backedUp.display_name)}`,
    advice:
      "If that is not meant, sign in at Spotify as the other user, and authorise again with: spotify-exporter login. " +
      "If it is, a container or folder of its own keeps the backups apart.",
  };
}

function toName(displayName: string | null | undefined): string {
  return displayName || "a user without a name";
}
