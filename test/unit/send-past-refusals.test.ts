import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sendPastRefusals } from "../../src/lib/restore/send-past-refusals.ts";
import { ItemsRefusedError } from "../../src/lib/spotify/spotify-error.ts";

/** Takes what holds none of the dead ones, and says so or not. */
function createTaker(dead: ReadonlySet<string>, says: "which" | "nothing") {
  const taken: string[] = [];
  let requests = 0;
  return {
    taken,
    requests: () => requests,
    async send(uris: readonly string[], before: number) {
      requests += 1;
      expect(before).toBe(taken.length);
      const refused = uris.filter((uri) => dead.has(uri));
      if (refused.length > 0) {
        throw new ItemsRefusedError("refused", { status: 400, uris: says === "which" ? refused : [] });
      }
      taken.push(...uris);
    },
  };
}

const uris = Array.from({ length: 100 }, (_, index) => `uri ${index}`);

describe("what Spotify does not have is left out, and the rest goes in, in order", () => {
  test.each(["which", "nothing"] as const)("where it says %s of what it refuses", async (says) => {
    const someDead = fc.uniqueArray(fc.constantFrom(...uris), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(someDead, async (refused) => {
        const dead = new Set(refused);
        const taker = createTaker(dead, says);
        const sent = await sendPastRefusals(uris, { send: taker.send, replace: async () => undefined });
        expect(sent).toEqual(uris.filter((uri) => !dead.has(uri)));
        expect(taker.taken).toEqual(sent);
        expect(taker.requests()).toBeLessThanOrEqual(says === "which" ? 2 : 1 + refused.length * 14);
      }),
    );
  });

  test("what stands in for one goes in at its place", async () => {
    const taker = createTaker(new Set(["uri 50"]), "nothing");
    const replace = async () => "instead";
    expect(await sendPastRefusals(uris, { send: taker.send, replace })).toEqual(uris.with(50, "instead"));
  });

  test("what stands in and is refused as well is left out", async () => {
    const taker = createTaker(new Set(["uri 50", "instead"]), "which");
    const replace = async (uri: string) => (uri === "instead" ? undefined : "instead");
    expect(await sendPastRefusals(uris, { send: taker.send, replace })).toEqual(uris.toSpliced(50, 1));
  });

  test("if nothing at all is taken, that is told before everything was tried", async () => {
    const taker = createTaker(new Set(uris), "nothing");
    const sending = sendPastRefusals(uris, { send: taker.send, replace: async () => undefined });
    await expect(sending).rejects.toBeInstanceOf(ItemsRefusedError);
    expect(taker.requests()).toBeLessThan(60);
  });
});
