import type { FakeAccount } from "../fake-spotify/fake-account.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeLibrary } from "../fake-spotify/library.ts";
import { makeEmptyLibrary } from "../fake-spotify/make-playlist.ts";
import { READ_SCOPES, WRITE_SCOPES } from "../fake-spotify/scopes.ts";

/** A fake Spotify that ends with its scope, and in it a user who has nothing yet and allows all that a restore needs. */
export async function startFreshAccount(
  options: FakeSpotifyOptions,
  library: Partial<FakeLibrary> = {},
): Promise<{ readonly fake: FakeSpotify; readonly account: FakeAccount } & AsyncDisposable> {
  const fake = await startFakeSpotify(options);
  const account = fake.addAccount({ ...makeEmptyLibrary({ id: "newcomer" }), ...library }, [
    ...READ_SCOPES,
    ...WRITE_SCOPES,
  ]);
  return { fake, account, [Symbol.asyncDispose]: () => fake.stop() };
}
