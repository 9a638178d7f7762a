import { expect } from "vitest";
import { SettingsError } from "../src/lib/errors.ts";
import { everythingIn } from "./setup/failure.ts";

export const credentials = {
  SPOTIFY_CLIENT_ID: "an-id",
  SPOTIFY_CLIENT_SECRET: "hush-secret",
  SPOTIFY_REFRESH_TOKEN: "hush-token",
};

export function wrongUrl(name: string): string {
  return (
    `${name} must be a URL that begins with https:// (or, on this machine, http://127.0.0.1), ` +
    "without user, query or fragment."
  );
}

/** The same for the URLs of Azure's services. */
export function wrongHttpsUrl(name: string): string {
  return `${name} must be a URL that begins with https://, without user, query or fragment.`;
}

export function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof SettingsError) {
      expect(everythingIn(error)).not.toContain("hush");
      return error.problems;
    }
    throw error;
  }
  return [];
}
