import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { listenLocally } from "./local-server.ts";

const tenant = "11111111-2222-4333-8444-555555555555";

/** A stand-in for the managed identity of App Service and Functions (protocol 2019-08-01). */
export interface Identity {
  /** The variables by which the platform announces an identity. */
  readonly environment: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  /** The resource and client ID of every token that was asked for. */
  readonly requests: readonly { readonly resource: string; readonly clientId: string | null }[];
  /** Gives no more tokens and answers with this status instead. */
  refuse(status: number): void;
  stop(): Promise<void>;
}

export async function startIdentity(): Promise<Identity> {
  const header = randomUUID();
  const requests: { resource: string; clientId: string | null }[] = [];
  let refusal: number | undefined;

  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const resource = searchParams.get("resource") ?? "";
    requests.push({ resource, clientId: searchParams.get("client_id") });
    const understood =
      request.headers["x-identity-header"] === header && searchParams.has("api-version", "2019-08-01");
    const status = understood ? (refusal ?? 200) : 400;
    const body =
      status === 200 ? tokenAnswer(resource) : { statusCode: status, message: "No managed identity." };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const { port, stop } = await listenLocally(server);
  return {
    environment: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: header },
    requests,
    refuse(status) {
      refusal = status;
    },
    stop,
  };
}

/** A token that lasts a day and is signed by nobody: the stand-ins look at its claims alone. */
function tokenAnswer(resource: string): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: resource,
    iss: `https://sts.windows.net/${tenant}/`,
    iat: now,
    nbf: now - 60,
    exp: now + 86_400,
    oid: randomUUID(),
    tid: tenant,
  };
  return {
    access_token: `${toBase64Url({ alg: "none", typ: "JWT" })}.${toBase64Url(claims)}.`,
    expires_on: String(claims.exp),
    resource,
    token_type: "Bearer",
  };
}

function toBase64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
