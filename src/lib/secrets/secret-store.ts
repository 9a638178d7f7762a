import type { Consent } from "../consent/consent.ts";
import type { Secret } from "./secret.ts";

/** The user's Spotify app. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What the exporter needs to speak to Spotify on the user's behalf. */
export interface Credentials extends ClientCredentials {
  readonly refreshToken: Secret;
  /** Undefined where the refresh token was saved by hand. */
  readonly consent: Consent | undefined;
}

/** Where messages go: URLs that let whoever knows them write there. Each is there only if the user wants it. */
export interface ChannelUrls {
  /** A webhook of a Discord channel. */
  readonly discord: Secret | undefined;
  /** Takes a JSON document by POST. */
  readonly webhook: Secret | undefined;
  /** The check of a dead man's switch. */
  readonly ping: Secret | undefined;
}

/** Where the credentials lie: Key Vault or the local settings. */
export interface SecretStore {
  /** Where the credentials lie, in words for people. */
  readonly location: string;

  /** Reads the app's credentials alone, for who has no refresh token yet; throws as `read` does. */
  readClient(): Promise<ClientCredentials>;

  /** Reads the credentials afresh; throws an `ExporterError` that names what is missing or refused. */
  read(): Promise<Credentials>;

  readChannels(): Promise<ChannelUrls>;

  /** Puts the refresh token of a new consent in the place of the old one; it is safely stored when the promise resolves. */
  saveRefreshToken(token: Secret, consent: Consent): Promise<void>;

  /**
   * Puts a refresh token that Spotify gave for another in its place. Gives false, and keeps what is stored, where that is the
   * token of another consent meanwhile: a new login must not lose against a run that began with the old one.
   */
  replaceRefreshToken(token: Secret, used: Credentials): Promise<boolean>;

  /** Forgets the refresh token and what is known of its consent; gives false where there was none. */
  forgetRefreshToken(): Promise<boolean>;
}
