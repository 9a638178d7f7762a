import type { FakeAccount } from "./fake-account.ts";

export interface FakeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; reading it throws where the body is not JSON. */
  readonly json: unknown;
}

/** Asks the token endpoint as Spotify's documentation has it; what is given replaces the usual headers or form. */
export async function askForToken(
  fake: Pick<FakeAccount, "accountsUrl" | "credentials">,
  given: { readonly headers?: Record<string, string>; readonly form?: Record<string, string> } = {},
): Promise<FakeAnswer> {
  const { clientId, clientSecret, refreshToken } = fake.credentials;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  return await readAnswer(
    fetch(`${fake.accountsUrl}/api/token`, {
      method: "POST",
      headers: given.headers ?? { Authorization: `Basic ${basic}` },
      body: new URLSearchParams(given.form ?? { grant_type: "refresh_token", refresh_token: refreshToken }),
    }),
  );
}

/** Asks API paths with a token of its own, without retrying anything. */
export async function openFakeClient(fake: FakeAccount) {
  const { json } = await askForToken(fake);
  if (typeof json !== "object" || json === null || !("access_token" in json)) {
    throw new Error("The token endpoint gave no access token.");
  }
  const authorization = { Authorization: `Bearer ${String(json.access_token)}` };
  const ask = (path: string, method = "GET") =>
    readAnswer(fetch(`${fake.apiUrl}${path}`, { method, headers: authorization }));
  const send = (method: string, path: string, body: unknown) =>
    readAnswer(
      fetch(`${fake.apiUrl}${path}`, {
        method,
        headers: {
          ...authorization,
          "Content-Type": typeof body === "string" ? "image/jpeg" : "application/json",
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  return { ask, send, get: async (path: string) => (await ask(path)).json };
}

async function readAnswer(answering: Promise<Response>): Promise<FakeAnswer> {
  const response = await answering;
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json(): unknown {
      return JSON.parse(text);
    },
  };
}
