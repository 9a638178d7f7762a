import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashName } from "../../src/lib/state/hash-name.ts";
import type { KeptAnswer } from "../../src/lib/state/kept-answer.ts";
import { type Question, toQuestion } from "../../src/lib/state/question.ts";
import { createReplay } from "../../src/lib/state/replay.ts";

const head = toQuestion("/playlists/x", {});
const pageAt = (offset: number) => toQuestion("/playlists/x/items", { limit: 50, offset });
const listAt = (offset: number) => toQuestion("/me/playlists", { limit: 50, offset });
const likesAt = (offset: number) => toQuestion("/me/tracks", { limit: 50, offset });

/** Kept answers to the questions, in their order, named by their place. */
function keep(questions: readonly Question[]): KeptAnswer[] {
  const run = { folder: "run", startedAt: new Date(0), mode: "usual", id: "1", parent: "0" };
  return questions.map(({ text }, number) => ({
    name: String(number),
    run,
    answeredAt: new Date(number),
    number,
    key: hashName(text),
  }));
}

/** Asks as a run does: where nothing kept may be used, Spotify itself. Gives the places of the answers, or `asked`. */
function ask(kept: readonly Question[], questions: readonly Question[]): readonly (number | "asked")[] {
  const replay = createReplay(keep(kept));
  return questions.map((question) => {
    const answer = replay.take(question);
    if (answer === undefined) {
      replay.noteAsked(question);
      return "asked";
    }
    return Number(answer.name);
  });
}

describe("answers that are kept", () => {
  test.each<[string, Question[], Question[], (number | "asked")[]]>([
    ["come once each", [head], [head, head], [0, "asked"]],
    [
      "come in the order in which they were given, those of repeated readings too",
      [head, pageAt(100), head, pageAt(100), head],
      [head, pageAt(100), head, pageAt(100), head],
      [0, 1, 2, 3, 4],
    ],
    [
      "come in whatever order pages are asked for",
      [pageAt(150), pageAt(100), head],
      [pageAt(100), pageAt(150), head],
      [1, 0, 2],
    ],
    [
      "are not used where they are older than the opening that was used last",
      [pageAt(100), pageAt(150), head],
      [pageAt(150), head, pageAt(100)],
      [1, 2, "asked"],
    ],
    [
      "are not used as an opening once Spotify was asked itself",
      [pageAt(100), head],
      [pageAt(100), pageAt(150), head],
      [0, "asked", "asked"],
    ],
    [
      "are used as pages though Spotify was asked for other pages, until it is asked for an opening",
      [pageAt(100), pageAt(200), head, pageAt(100)],
      [pageAt(100), pageAt(150), pageAt(200), head, pageAt(100)],
      [0, "asked", 1, "asked", "asked"],
    ],
    [
      "of one subject are used whatever was asked of another",
      [pageAt(100), head, likesAt(0), likesAt(50)],
      [likesAt(100), likesAt(0), pageAt(100), head],
      ["asked", "asked", 0, 1],
    ],
    [
      "of playlists are not used once Spotify was asked for their list",
      [listAt(0), pageAt(100), head, likesAt(0)],
      [listAt(0), listAt(50), pageAt(100), head, likesAt(0)],
      [0, "asked", "asked", "asked", 3],
    ],
    [
      "of a collection end with its first page, once that was asked for",
      [likesAt(50), likesAt(100)],
      [likesAt(0), likesAt(50)],
      ["asked", "asked"],
    ],
    [
      "of a collection belong to the first page before them",
      [likesAt(0), likesAt(50), likesAt(0), likesAt(50)],
      [likesAt(0), likesAt(0), likesAt(50)],
      [0, 2, 3],
    ],
  ])("%s", (_, kept, asked, expected) => {
    expect(ask(kept, asked)).toEqual(expected);
  });
});

const questions = fc.array(
  fc.oneof(
    fc.constant(head),
    fc.integer({ min: 2, max: 5 }).map((page) => pageAt(page * 50)),
    fc.integer({ min: 0, max: 2 }).map((page) => likesAt(page * 50)),
    fc.integer({ min: 0, max: 2 }).map((page) => listAt(page * 50)),
  ),
  { maxLength: 25 },
);

test("a run that asks what the first one asked gets all that is kept, and then asks itself", () => {
  fc.assert(
    fc.property(questions, fc.nat(25), (asked, kept) => {
      const expected = asked.map((_, place) => (place < kept ? place : "asked"));
      expect(ask(asked.slice(0, kept), asked)).toEqual(expected);
    }),
  );
});

test("whatever is asked, no answer comes twice, none that is older than the opening used, and no opening after a gap", () => {
  fc.assert(
    fc.property(questions, questions, (kept, asked) => {
      const given = ask(kept, asked);
      const places = given.filter((place) => place !== "asked");
      expect(new Set(places).size).toBe(places.length);
      const listAsked = asked.findIndex(({ isOfList }, index) => isOfList && given[index] === "asked");
      const afterList = given.filter(
        (_, index) => listAsked >= 0 && index > listAsked && asked[index]?.isOfPlaylist,
      );
      expect(afterList.every((place) => place === "asked")).toBe(true);
      for (const subject of [head.subject, likesAt(0).subject, listAt(0).subject]) {
        let opened = -1;
        let hasAsked = false;
        for (const [index, question] of asked.entries()) {
          const place = given[index] ?? "asked";
          if (question.subject !== subject) {
            continue;
          }
          if (place === "asked") {
            hasAsked = true;
            opened = question.isOpening ? Number.POSITIVE_INFINITY : opened;
            continue;
          }
          expect(kept[place]?.text).toBe(question.text);
          expect(place).toBeGreaterThan(opened);
          expect(question.isOpening && hasAsked).toBe(false);
          opened = question.isOpening ? place : opened;
        }
      }
    }),
    { numRuns: 500 },
  );
});
