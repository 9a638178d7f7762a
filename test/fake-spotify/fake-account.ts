import type { FakeLibrary } from "./library.ts";

/** One user of the fake Spotify, with one consent: all that a client must know to act for them. */
export interface FakeAccount {
  readonly apiUrl: string;
  readonly accountsUrl: string;
  /** `refreshToken` is the one that is valid now. */
  readonly credentials: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly refreshToken: string;
  };
  /** The library served: change it, and the next answer shows it. */
  readonly library: FakeLibrary;
  /** The same user after another consent, with a refresh token of its own; what was allowed before stays allowed. */
  allow(scopes: readonly string[]): FakeAccount;
}
