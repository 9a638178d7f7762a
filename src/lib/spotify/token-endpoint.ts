import { z } from "zod";
import { SettingsError } from "../errors.ts";
import { Secret } from "../secrets/secret.ts";
import type { ClientCredentials } from "../secrets/secret-store.ts";
import { readErrorMessage, readTokenErrorCode } from "./error-body.ts";
import type { Sender } from "./sender.ts";
import { SpotifyError } from "./spotify-error.ts";

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
  /** Separated by blanks. */
  scope: z.string().optional(),
});
export type TokenAnswer = z.infer<typeof tokenAnswer>;

const label = "POST /api/token";

/**
 * Asks Spotify's accounts service for tokens, authenticated as the client (RFC 6749 section 2.3.1).
 *
 * @param request.form the grant: its type and what belongs to it, secrets as such
 * @param request.onInvalidGrant what to throw when the grant is refused, given Spotify's words; it is not retried
 */
export async function requestTokens(request: {
  readonly accountsUrl: string;
  readonly sender: Sender;
  readonly client: ClientCredentials;
  readonly form: Readonly<Record<string, string | Secret>>;
  readonly onInvalidGrant: (words: string) => Error;
}): Promise<TokenAnswer> {
  const { accountsUrl, sender, client, form, onInvalidGrant } = request;
  const secrets = [client.clientSecret, ...Object.values(form).filter((value) => value instanceof Secret)];
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    body.set(name, value instanceof Secret ? value.reveal() : value);
  }
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret.reveal()}`).toString("base64");
  const answer = await sender.send(
    {
      method: "POST",
      url: new URL(`${accountsUrl}/api/token`),
      headers: { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    },
    label,
  );
  const { status } = answer;
  if (status === 200) {
    const parsed = tokenAnswer.safeParse(answer.body);
    if (parsed.success) {
      return parsed.data;
    }
    throw new SpotifyError(`Spotify answered ${label} with something other than an access token.`, {
      status,
    });
  }
  const words = readErrorMessage(answer.body, secrets);
  switch (readTokenErrorCode(answer.body)) {
    case "invalid_grant":
      throw onInvalidGrant(words);
    case "invalid_client":
      throw new SettingsError([
        `Spotify does not know this client ID and secret (${words}). Compare both with the app's page on ` +
          "https://developer.spotify.com/dashboard.",
      ]);
    default:
      throw new SpotifyError(`Spotify refused to give an access token: ${status} ${words}`.trim(), {
        status,
      });
  }
}
