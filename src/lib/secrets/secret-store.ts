import type { Secret } from "./secret.ts";

/** The user's Spotify app. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What the exporter needs to speak to Spotify on the user's behalf. */
export interface Credentials extends ClientCredentials {
  readonly refreshToken: Secret;
}

/** Where the credentials lie: Key Vault or the local settings. */
export interface SecretStore {
  /** Where the credentials lie, in words for people. */
  readonly location: string;

  /** Reads the app's credentials alone, for who has no refresh token yet; throws as `read` does. */
  readClient(): Promise<ClientCredentials>;

  /** Reads the credentials afresh; throws an `ExporterError` that names what is missing or refused. */
  read(): Promise<Credentials>;

  /** Puts a new refresh token in the place of the old one; it is safely stored when the promise resolves. */
  saveRefreshToken(token: Secret): Promise<void>;
}
