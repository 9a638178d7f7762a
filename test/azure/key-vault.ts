import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { Certificate } from "./certificate.ts";
import { listenLocally } from "./local-server.ts";
import { vaultHost } from "./vault-name.ts";

const challenge =
  'Bearer authorization="https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555", resource="https://vault.azure.net"';

/** An answer in the place of the vault's own; a `body` that is text is sent as it is. */
export interface VaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const secretProperties = z.object({
  tags: z.record(z.string(), z.string().max(256)).optional(),
  /** `exp` is in seconds since 1970. */
  attributes: z.object({ exp: z.number().optional() }).optional(),
});
type SecretProperties = z.infer<typeof secretProperties>;

/** A stand-in for Azure Key Vault that keeps secrets in memory. */
export interface KeyVault {
  /** The vault's URL, as `KEY_VAULT_URL` wants it. */
  readonly url: string;
  readonly secrets: Map<string, string>;
  /** What is kept beside each secret's value: its tags, and the attributes that a client may set. */
  readonly properties: Map<string, SecretProperties>;
  /** Every request in order: `GET Spotify-ClientID`, with whether it came with a token for vaults. */
  readonly requests: readonly { readonly line: string; readonly authorized: boolean }[];
  /** Answers authorised requests so from now on: with a list, as often as it is long. */
  answer(scripted: VaultAnswer | readonly VaultAnswer[]): void;
  /** Answers whatever would change a secret so from now on; as usual again where nothing is given. */
  answerWrites(scripted?: VaultAnswer): void;
  stop(): Promise<void>;
}

export async function startKeyVault(
  certificate: Certificate,
  initial: Readonly<Record<string, string>> = {},
): Promise<KeyVault> {
  const secrets = new Map(Object.entries(initial));
  const properties = new Map<string, SecretProperties>();
  const requests: { line: string; authorized: boolean }[] = [];
  let always: VaultAnswer | undefined;
  let next: VaultAnswer[] = [];
  let onWrite: VaultAnswer | undefined;

  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    const name = /^\/secrets\/([^/?]+)/.exec(request.url ?? "")?.[1] ?? "";
    const authorized = isForVaults(request.headers.authorization);
    requests.push({ line: `${request.method} ${name}`, authorized });
    if (!authorized) {
      send(response, {
        status: 401,
        headers: { "www-authenticate": challenge },
        body: failure("Unauthorized"),
      });
      return;
    }
    const instead = next.shift() ?? (request.method === "PUT" ? onWrite : undefined) ?? always;
    if (instead !== undefined) {
      send(response, instead);
      return;
    }
    respond(request, name).then(
      (answer) => send(response, answer),
      () => send(response, { status: 400, body: failure("BadParameter") }),
    );
  });
  const { port, stop } = await listenLocally(server);
  const url = `https://${vaultHost}:${port}/`;

  async function respond(request: IncomingMessage, name: string): Promise<VaultAnswer> {
    if (request.method === "PUT") {
      const { value, ...rest } = secretProperties.extend({ value: z.string() }).parse(await json(request));
      secrets.set(name, value);
      // As in the real one, a new version has the properties that it is given, and no others.
      properties.set(name, rest);
    }
    const value = secrets.get(name);
    if (value === undefined) {
      return { status: 404, body: failure("SecretNotFound") };
    }
    const { tags, attributes } = properties.get(name) ?? {};
    const id = `${url}secrets/${name}/0`;
    return { status: 200, body: { value, id, tags, attributes: { enabled: true, ...attributes } } };
  }

  return {
    url,
    secrets,
    properties,
    requests,
    answer(scripted) {
      if (isList(scripted)) {
        next = [...scripted];
      } else {
        always = scripted;
      }
    },
    answerWrites(scripted) {
      onWrite = scripted;
    },
    stop,
  };
}

/** The body of a refusal, as Key Vault words it. */
export function failure(code: string, message = code): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

function isList(value: VaultAnswer | readonly VaultAnswer[]): value is readonly VaultAnswer[] {
  return Array.isArray(value);
}

function send(response: ServerResponse, { status, headers, body }: VaultAnswer): void {
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(typeof body === "string" ? body : JSON.stringify(body ?? failure(`Status${status}`)));
}

function isForVaults(authorization: string | undefined): boolean {
  const claims = /^Bearer [^.]*\.([^.]*)\./.exec(authorization ?? "")?.[1];
  if (claims === undefined) {
    return false;
  }
  const decoded: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
  return z.object({ aud: z.literal("https://vault.azure.net") }).safeParse(decoded).success;
}
