import { z } from "zod";
import { redact, type Secret } from "../secrets/secret.ts";

const apiError = z.looseObject({
  error: z.looseObject({ message: z.string().optional(), reason: z.string().optional() }),
});
const tokenError = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** `error.reason` of an API error body, such as `QUOTA_EXCEEDED`; undefined where there is none. */
export function readErrorReason(body: unknown): string | undefined {
  return apiError.safeParse(body).data?.error.reason;
}

/**
 * The words of an error body for people: API errors, token endpoint errors and plain text have some, HTML has none.
 * Short, on one line, and without the secrets that were sent, should they be quoted.
 */
export function readErrorMessage(body: unknown, secrets: readonly Secret[] = []): string {
  // Hidden before anything is cut, since half a secret would not be known again.
  return redact(findErrorMessage(body), secrets)
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 300);
}

function findErrorMessage(body: unknown): string {
  const api = apiError.safeParse(body);
  if (api.success) {
    return api.data.error.message ?? api.data.error.reason ?? "";
  }
  const token = tokenError.safeParse(body);
  if (token.success) {
    return token.data.error_description ?? token.data.error;
  }
  return typeof body === "string" && !/^\s*</.test(body) ? body : "";
}

/** The `error` code of a token endpoint's error body, such as `invalid_grant`. */
export function readTokenErrorCode(body: unknown): string | undefined {
  return tokenError.safeParse(body).data?.error;
}
