import type { Secret } from "../secrets/secret.ts";
import type { ClientCredentials } from "../secrets/secret-store.ts";
import { type Asked, redeemCode } from "../spotify/authorization.ts";
import { createApiGet } from "../spotify/request.ts";
import type { Profile } from "../spotify/schemas.ts";
import type { Sender } from "../spotify/sender.ts";
import { readProfile } from "../spotify/spotify.ts";
import type { Consent } from "./consent.ts";

/** A consent that was just given, with the token that stands for it. Nothing is stored yet. */
export interface NewConsent {
  readonly refreshToken: Secret;
  readonly consent: Consent;
  readonly profile: Profile;
}

/**
 * Changes the code that came with the user's consent for a refresh token, and asks Spotify whose it is.
 *
 * @throws {ConsentError} when Spotify does not accept the code
 * @throws {SpotifyError} when the account cannot be read: then the token would be of no use either
 */
export async function redeemConsent(
  code: string,
  request: {
    readonly accountsUrl: string;
    readonly apiUrl: string;
    readonly sender: Sender;
    readonly client: ClientCredentials;
    readonly authorization: Asked;
    readonly now: Date;
  },
): Promise<NewConsent> {
  const { apiUrl, sender, now } = request;
  const { refreshToken, accessToken, scopes } = await redeemCode(code, request);
  const get = createApiGet({ apiUrl, sender, tokens: { getToken: async () => accessToken } });
  const profile = await readProfile(get);
  return { refreshToken, consent: { givenAt: now, scopes, accountId: profile.id }, profile };
}
