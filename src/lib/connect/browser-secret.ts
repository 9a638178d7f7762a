import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Secret } from "../secrets/secret.ts";

/**
 * Only the path of the answer gets it. So the name cannot begin with `__Host-`, which wants the path `/`; what that adds is safety
 * from other hosts of the same domain, which have nothing to gain: an attempt that they would slip in begins with a key they lack.
 */
const cookieName = "__Secure-spotify-exporter-connect";

export interface ConnectCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly maxAge: number;
  readonly httpOnly: true;
  readonly secure: true;
  /** `Lax`, since the browser comes back from Spotify: `Strict` would keep the cookie from that very request. */
  readonly sameSite: "Lax";
}

/** A secret that one browser holds for one attempt. Nobody else keeps it: what Spotify is sent is derived from it. */
export function createBrowserSecret(): Secret {
  return new Secret(randomBytes(32).toString("base64url"));
}

/** What Spotify hands back with the answer, and what proves to it that the code is redeemed by who asked (PKCE). */
export function deriveProofs(secret: Secret): { readonly state: string; readonly verifier: Secret } {
  return { state: derive(secret, "state"), verifier: new Secret(derive(secret, "verifier")) };
}

function derive(secret: Secret, use: string): string {
  return createHmac("sha256", secret.reveal()).update(use).digest("base64url");
}

/** Whether an answer's state is that of the attempt that this browser began. */
export function isOwnState(secret: Secret, state: string): boolean {
  const own = Buffer.from(deriveProofs(secret).state);
  const given = Buffer.from(state);
  return own.length === given.length && timingSafeEqual(own, given);
}

export function toCookie(secret: Secret, maxAgeSeconds: number): ConnectCookie {
  return {
    name: cookieName,
    value: secret.reveal(),
    path: "/api/callback",
    maxAge: maxAgeSeconds,
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
  };
}

/** Takes the cookie from the browser again. */
export const spentCookie: ConnectCookie = toCookie(new Secret(""), 0);

/** @param header the request's `Cookie` header */
export function readBrowserSecret(header: string | null): Secret | undefined {
  const found = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${cookieName}=`));
  const value = found?.slice(cookieName.length + 1) ?? "";
  return /^[\w-]{43}$/.test(value) ? new Secret(value) : undefined;
}
