/** What a user allowed the app, and the refresh token that stands for it. */
export interface Consent {
  readonly userId: string;
  readonly scopes: readonly string[];
  /** The one that is valid now. */
  refreshToken: string;
}

/** Every consent lives beside the others, as at Spotify: a second one, with more scopes, leaves the first as it is. */
export class Consents {
  #consents: Consent[] = [];
  #refreshTokens = 0;

  give(userId: string, scopes: readonly string[]): Consent {
    const consent = { userId, scopes, refreshToken: this.#nextToken() };
    this.#consents.push(consent);
    return consent;
  }

  find(refreshToken: string | null): Consent | undefined {
    return this.#consents.find((consent) => consent.refreshToken === refreshToken);
  }

  rotate(consent: Consent): void {
    consent.refreshToken = this.#nextToken();
  }

  dropAllOf(userId: string): void {
    this.#consents = this.#consents.filter((consent) => consent.userId !== userId);
  }

  #nextToken(): string {
    this.#refreshTokens += 1;
    return `fake-refresh-token-${this.#refreshTokens}`;
  }
}
