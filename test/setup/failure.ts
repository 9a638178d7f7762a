import { inspect } from "node:util";
import { expect } from "vitest";
import { ExporterError } from "../../src/lib/errors.ts";

/** What an attempt that must fail fails with: an error that the user can act on. */
export async function failureOf(attempt: Promise<unknown>): Promise<ExporterError> {
  const reason = await attempt.then(
    (value) => new Error(`it should have failed, but gave ${inspect(value)}`),
    (error: unknown) => error,
  );
  if (reason instanceof ExporterError) {
    return reason;
  }
  expect(reason).toBeInstanceOf(ExporterError);
  throw reason;
}

/** All that a log or a terminal could show of an error, causes included. */
export function everythingIn(error: Error): string {
  return `${error.message}\n${error.stack}\n${inspect(error, { depth: 10 })}`;
}
