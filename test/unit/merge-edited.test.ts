import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeEdited } from "../../src/lib/restore/merge-edited.ts";

describe("what a playlist is to hold that was edited while it was filled", () => {
  test.each<[string, string, string, string]>([
    ["of one that holds the beginning, just what is wanted", "abc", "abcde", "abcde"],
    ["of an empty one, just what is wanted", "", "abc", "abc"],
    ["what others have put behind it stays there", "abX", "abcd", "abcdX"],
    ["what others have put before it stays there", "Xab", "abcd", "Xabcd"],
    ["what others have taken out comes back in its place", "ac", "abcd", "abcd"],
    ["what others have moved stays where it was moved, and comes no second time", "bca", "abcd", "bcda"],
    ["copies count each for itself", "aXa", "aaab", "aXaab"],
  ])("%s", (_, held, wanted, merged) => {
    expect(mergeEdited([...held], [...wanted]).join("")).toBe(merged);
  });

  const list = fc.array(fc.constantFrom(..."abcd"), { maxLength: 12 });
  const count = (those: readonly string[], letter: string) => those.filter((one) => one === letter).length;

  test("it holds as many of each as either has, and all that it held in its order", () => {
    fc.assert(
      fc.property(list, list, (held, wanted) => {
        const merged = mergeEdited(held, wanted);
        for (const letter of "abcd") {
          expect(count(merged, letter)).toBe(Math.max(count(held, letter), count(wanted, letter)));
        }
        let from = 0;
        for (const letter of held) {
          from = merged.indexOf(letter, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
        expect(mergeEdited(merged, wanted)).toEqual(merged);
      }),
    );
  });
});
