import type { Secret } from "./secret.ts";

/** What the exporter needs to speak to Spotify on the user's behalf. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly refreshToken: Secret;
}

/** Where the credentials lie: Key Vault or the local settings. */
export interface SecretStore {
  /** Where the credentials lie, in words for people. */
  readonly location: string;

  /** Reads the credentials afresh; throws an `ExporterError` that names what is missing or refused. */
  read(): Promise<Credentials>;

  /** Puts a new refresh token in the place of the old one; it is safely stored when the promise resolves. */
  saveRefreshToken(token: Secret): Promise<void>;
}
