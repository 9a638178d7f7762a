import { readErrorMessage } from "./error-body.ts";
import type { HttpAnswer } from "./http.ts";
import { dropMarkets } from "./markets.ts";
import type { Sender } from "./sender.ts";
import { SpotifyError } from "./spotify-error.ts";
import type { TokenSource } from "./token.ts";

/** Asks the Web API for one JSON document, and gives it without `available_markets`. `path` begins with a slash and is relative to the API's base URL. */
export type ApiGet = (path: string, query?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** GET requests with authorisation; a 401 is met with one fresh token and one more try, for some are spurious. */
export function createApiGet(options: {
  readonly apiUrl: string;
  readonly sender: Sender;
  readonly tokens: TokenSource;
}): ApiGet {
  const { apiUrl, sender, tokens } = options;

  return async function get(path, query = {}) {
    const url = new URL(apiUrl + path);
    for (const [name, value] of Object.entries(query)) {
      url.searchParams.set(name, String(value));
    }
    const label = `GET ${path}`;
    const send = (token: string) =>
      sender.send(
        { method: "GET", url, headers: { authorization: `Bearer ${token}`, accept: "application/json" } },
        label,
      );

    const token = await tokens.getToken();
    let answer = await send(token.reveal());
    if (answer.status === 401) {
      answer = await send((await tokens.getToken(token)).reveal());
    }
    if (answer.status !== 200) {
      throw toSpotifyError(answer, label);
    }
    return dropMarkets(answer.body);
  };
}

function toSpotifyError(answer: HttpAnswer, label: string): SpotifyError {
  const words = readErrorMessage(answer.body);
  const said = `${answer.status} ${answer.statusText}`.trim() + (words === "" ? "" : ` (${words})`);
  return new SpotifyError(
    `Spotify answered ${label} with ${said}. ${toAdvice(answer.status, words)}`.trim(),
    {
      status: answer.status,
    },
  );
}

/** What a user can do about the refusals that have a known cause; a 403 has several, told apart by its words. */
function toAdvice(status: number, words: string): string {
  if (status === 403 && /premium/i.test(words)) {
    return "The owner of the Spotify app needs a Premium subscription.";
  }
  if (status === 403 && /regist|allow.?list/i.test(words)) {
    return "Add this Spotify user to the app's users on https://developer.spotify.com/dashboard (User Management).";
  }
  if (status === 401) {
    return "It does not accept a fresh access token; authorise again with: spotify-exporter login";
  }
  if (status === 403 && /scope/i.test(words)) {
    return "The consent lacks a scope; authorise again with: spotify-exporter login";
  }
  return "";
}
