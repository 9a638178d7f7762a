import { describeRestoreConsent } from "../consent/restore-consent.ts";
import { ConsentError } from "../errors.ts";
import type { Secret } from "../secrets/secret.ts";
import { readErrorMessage } from "./error-body.ts";
import type { HttpAnswer, Repeating } from "./http.ts";
import { dropMarkets } from "./markets.ts";
import type { Sender } from "./sender.ts";
import { SpotifyError } from "./spotify-error.ts";
import type { LoginCommand, TokenSource } from "./token.ts";

/** Asks the Web API for one JSON document, and gives it without `available_markets`. `path` begins with a slash and is relative to the API's base URL. */
export type ApiGet = (path: string, query?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** A request that changes something. `path` begins with a slash and is relative to the API's base URL. */
export interface ApiWrite {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: unknown } | { readonly jpegBase64: string };
  /** Whether doing it twice would do more than doing it once. */
  readonly repeating: Repeating;
}

/**
 * Sends one request that changes something, and gives what Spotify says to it: a JSON document, or an empty text.
 *
 * @throws {InDoubtError} when it may have been done, although no answer says so; only where it must not be sent twice
 * @throws {ConsentError} when the consent lacks the scope for it
 */
export type ApiSend = (write: ApiWrite) => Promise<unknown>;

interface ApiOptions {
  readonly apiUrl: string;
  readonly sender: Sender;
  readonly tokens: TokenSource;
  /** The command that asks for a new consent. @default "login" */
  readonly login?: LoginCommand;
}

/** GET requests with authorisation. */
export function createApiGet({ apiUrl, login = "login", ...options }: ApiOptions): ApiGet {
  const send = createAuthorizedSend(options);
  return async function get(path, query = {}) {
    const label = `GET ${path}`;
    const url = toUrl(apiUrl + path, query);
    const answer = await send({ method: "GET", url, headers: { accept: "application/json" } }, label);
    if (answer.status !== 200) {
      throw toSpotifyError(answer, { label, login });
    }
    return dropMarkets(answer.body);
  };
}

/** Requests that change something, with authorisation. */
export function createApiSend({ apiUrl, login = "login", ...options }: ApiOptions): ApiSend {
  const send = createAuthorizedSend(options);
  return async function sendWrite({ method, path, query = {}, body, repeating }) {
    const label = `${method} ${path}`;
    const answer = await send(
      {
        method,
        url: toUrl(apiUrl + path, query),
        headers: { accept: "application/json", ...toContentType(body) },
        ...toBody(body),
        repeating,
        answers: "anything",
      },
      label,
    );
    if (answer.status >= 200 && answer.status < 300) {
      return answer.body;
    }
    throw isScopeMissing(answer.status, readErrorMessage(answer.body))
      ? new ConsentError(describeRestoreConsent(describeAnswer(answer, label)))
      : toSpotifyError(answer, { label, login });
  };
}

/** A 401 is met with one fresh token and one more try, for some are spurious. */
function createAuthorizedSend({ sender, tokens }: Pick<ApiOptions, "sender" | "tokens">): Sender["send"] {
  return async function send(request, label) {
    const sendWith = (token: Secret) =>
      sender.send(
        { ...request, headers: { ...request.headers, authorization: `Bearer ${token.reveal()}` } },
        label,
      );
    const token = await tokens.getToken();
    const answer = await sendWith(token);
    return answer.status === 401 ? sendWith(await tokens.getToken(token)) : answer;
  };
}

function toUrl(base: string, query: Readonly<Record<string, string | number>>): URL {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, String(value));
  }
  return url;
}

function toContentType(body: ApiWrite["body"]): Readonly<Record<string, string>> {
  if (body === undefined) {
    return {};
  }
  return { "content-type": "json" in body ? "application/json" : "image/jpeg" };
}

function toBody(body: ApiWrite["body"]): { readonly body?: string } {
  if (body === undefined) {
    return {};
  }
  return { body: "json" in body ? JSON.stringify(body.json) : body.jpegBase64 };
}

function toSpotifyError(
  answer: HttpAnswer,
  { label, login }: { readonly label: string; readonly login: LoginCommand },
): SpotifyError {
  const { status, body } = answer;
  const advice = toAdvice(status, { words: readErrorMessage(body), login });
  return new SpotifyError(`${describeAnswer(answer, label)} ${advice}`.trim(), { status });
}

function describeAnswer({ status, statusText, body }: HttpAnswer, label: string): string {
  const words = readErrorMessage(body);
  const said = `${status} ${statusText}`.trim() + (words === "" ? "" : ` (${words})`);
  return `Spotify answered ${label} with ${said}.`;
}

/** What a user can do about the refusals that have a known cause; a 403 has several, told apart by its words. */
function toAdvice(
  status: number,
  { words, login }: { readonly words: string; readonly login: LoginCommand },
): string {
  if (status === 403 && /premium/i.test(words)) {
    return "The owner of the Spotify app needs a Premium subscription.";
  }
  if (status === 403 && /regist|allow.?list/i.test(words)) {
    return "Add this Spotify user to the app's users on https://developer.spotify.com/dashboard (User Management).";
  }
  if (status === 401) {
    return `It does not accept a fresh access token; authorise again with: spotify-exporter ${login}`;
  }
  if (isScopeMissing(status, words)) {
    return `The consent lacks a scope; authorise again with: spotify-exporter ${login}`;
  }
  return "";
}

function isScopeMissing(status: number, words: string): boolean {
  return status === 403 && /scope/i.test(words);
}
