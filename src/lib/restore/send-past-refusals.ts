import { ItemsRefusedError } from "../spotify/spotify-error.ts";

/** So many URIs refused one after another mean that it is not the URIs. */
const mostInARow = 20;

/**
 * Sends URIs by `send`, which Spotify does whole or refuses whole, past those that it does not have: they are found by what it says
 * or by halving, and `replace` tells what to send in the place of each, if anything. The order is kept.
 *
 * @param sending.send given some of the URIs, and how many have gone in before them
 * @returns what has gone in, in order
 * @throws {ItemsRefusedError} when everything is refused
 */
export async function sendPastRefusals(
  uris: readonly string[],
  sending: {
    readonly send: (uris: readonly string[], before: number) => Promise<void>;
    readonly replace: (uri: string) => Promise<string | undefined>;
  },
): Promise<readonly string[]> {
  const accepted: string[] = [];
  let refusedInARow = 0;

  async function sendAll(some: readonly string[]): Promise<void> {
    if (some.length === 0) {
      return;
    }
    let refusal: ItemsRefusedError;
    try {
      await sending.send(some, accepted.length);
      accepted.push(...some);
      refusedInARow = 0;
      return;
    } catch (error) {
      if (!(error instanceof ItemsRefusedError)) {
        throw error;
      }
      refusal = error;
    }
    const named = new Set(some.length === 1 ? some : refusal.uris);
    if (named.size > 0) {
      await sendAll(await replaceNamed(some, { named, refusal }));
    } else {
      const middle = Math.ceil(some.length / 2);
      await sendAll(some.slice(0, middle));
      await sendAll(some.slice(middle));
    }
  }

  async function replaceNamed(
    some: readonly string[],
    { named, refusal }: { readonly named: ReadonlySet<string>; readonly refusal: ItemsRefusedError },
  ): Promise<readonly string[]> {
    refusedInARow += named.size;
    if (refusedInARow > mostInARow) {
      throw refusal;
    }
    const replaced = new Map<string, string | undefined>();
    for (const uri of named) {
      replaced.set(uri, await sending.replace(uri));
    }
    return some.flatMap((uri) => (replaced.has(uri) ? (replaced.get(uri) ?? []) : uri));
  }

  await sendAll(uris);
  return accepted;
}
