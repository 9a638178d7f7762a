import fc from "fast-check";
import { expect, test } from "vitest";
import { compareLists, type ListComparison, type ReadableList } from "../../src/lib/diff/compare-lists.ts";
import type { Entry } from "../../src/lib/snapshot/entry.ts";

/** An entry as it truly is, whatever Spotify says of it. */
interface TrueEntry {
  /** Which entry of the list it is, whatever becomes of it. */
  readonly number: number;
  readonly song: string;
  readonly addedAt: string;
  readonly isTakenDown: boolean;
}

type Step = readonly [act: keyof typeof acts, at: number, to: number];

/** Where in the list something happens, and the number that a new entry gets. */
interface Place {
  readonly at: number;
  readonly to: number;
  readonly number: number;
}

/** What the user and Spotify do. A song is taken down in all of its entries. */
const acts = {
  takeDown: (list: readonly TrueEntry[], { at }: Place) => turn(list, { at, isTakenDown: true }),
  bringBack: (list: readonly TrueEntry[], { at }: Place) => turn(list, { at, isTakenDown: false }),
  remove: (list: readonly TrueEntry[], { at }: Place) => list.toSpliced(at, 1),
  move: (list: readonly TrueEntry[], { at, to }: Place) =>
    list.toSpliced(at, 1).toSpliced(to, 0, ...list.slice(at, at + 1)),
  add: (list: readonly TrueEntry[], { at, number }: Place) =>
    list.toSpliced(at, 0, { number, song: `new ${number}`, addedAt: `new ${number}`, isTakenDown: false }),
};

function turn(
  list: readonly TrueEntry[],
  { at, isTakenDown }: Pick<Place, "at"> & Pick<TrueEntry, "isTakenDown">,
): readonly TrueEntry[] {
  const song = list[at]?.song;
  return list.map((entry) => (entry.song === song ? { ...entry, isTakenDown } : entry));
}

/** @param week numbers what is added in it */
function live(list: readonly TrueEntry[], steps: readonly Step[], week: number): readonly TrueEntry[] {
  return steps.reduce((now, [act, at, to], step) => {
    const number = 1_000 + 10 * week + step;
    return now.length === 0 ? now : acts[act](now, { at: at % now.length, to: to % now.length, number });
  }, list);
}

function toList(entries: readonly TrueEntry[], past?: ListComparison): ReadableList {
  const toEntry = ({ song, addedAt, isTakenDown }: TrueEntry, index: number): Entry => {
    const words = { uri: `spotify:track:${song}`, name: song, artists: [], album: "", isrc: "" };
    return {
      ...{ addedAt, addedBy: "me", known: past?.memory.known.get(index + 1) ?? [] },
      ...(isTakenDown
        ? { status: "unavailable", uri: "", words: undefined }
        : { status: "available", uri: words.uri, words }),
    };
  };
  return { collection: "items", entries: entries.map(toEntry), dropped: past?.memory.dropped ?? [] };
}

/** Lives through weeks in which only some things happen, and checks each week against the one before. */
function checkWeeks(
  {
    happen,
    dates,
    songs,
  }: { readonly happen: readonly (keyof typeof acts)[]; readonly dates: number; readonly songs: number },
  check: (before: readonly TrueEntry[], after: readonly TrueEntry[], comparison: ListComparison) => void,
): void {
  const start = fc.array(fc.tuple(fc.nat(songs - 1), fc.nat(dates - 1)), { maxLength: 8 }).map((list) =>
    list.map(([song, date], number): TrueEntry => {
      const addedAt = dates === 1_000 ? `date ${number}` : `date ${date}`;
      return {
        number,
        song: songs === 1_000 ? `song ${number}` : `song ${song}`,
        addedAt,
        isTakenDown: false,
      };
    }),
  );
  const week = fc.array(fc.tuple(fc.constantFrom(...happen), fc.nat(30), fc.nat(30)), { maxLength: 4 });
  fc.assert(
    fc.property(start, fc.array(week, { minLength: 1, maxLength: 4 }), (first, weeks) => {
      let before: readonly TrueEntry[] = first;
      let list = toList(first);
      for (const [index, steps] of weeks.entries()) {
        const after = live(before, steps, index);
        const comparison = compareLists(list, toList(after), { since: `week ${index}` });
        check(before, after, comparison);
        before = after;
        list = toList(after, comparison);
      }
    }),
    { numRuns: 1_000 },
  );
}

const many = 1_000;

test("whatever the user and Spotify do to entries of different dates, every change is told as it was", () => {
  checkWeeks(
    { happen: ["takeDown", "bringBack", "remove", "move", "add"], dates: many, songs: many },
    (before, after, { changes, memory }) => {
      const numbersOf = (list: readonly TrueEntry[]) => new Set(list.map(({ number }) => number));
      const [were, are] = [numbersOf(before), numbersOf(after)];
      const places = (list: readonly TrueEntry[], isTold: (entry: TrueEntry) => boolean) =>
        list.flatMap((entry, index) => (isTold(entry) ? [index + 1] : []));
      expect(changes.added.map(({ position }) => position)).toEqual(
        places(after, ({ number }) => !were.has(number)),
      );
      expect(changes.removed.map(({ position }) => position)).toEqual(
        places(before, ({ number }) => !are.has(number)),
      );
      const wasTakenDown = new Map(before.map(({ number, isTakenDown }) => [number, isTakenDown]));
      const turned = (isTakenDown: boolean) =>
        places(
          after,
          (entry) => entry.isTakenDown === isTakenDown && wasTakenDown.get(entry.number) === !isTakenDown,
        );
      expect(changes.vanished.map(({ position }) => position)).toEqual(turned(true));
      expect(changes.returned.map(({ position }) => position)).toEqual(turned(false));
      for (const [position, known] of memory.known) {
        expect(known.map(({ name }) => name)).toEqual([after[position - 1]?.song]);
      }
    },
  );
});

test("where all were added at one moment, what Spotify takes and brings back is told as it was", () => {
  for (const songs of [many, 4]) {
    checkWeeks({ happen: ["takeDown", "bringBack"], dates: 1, songs }, (_, after, { changes, memory }) => {
      expect([changes.added, changes.removed, changes.moved]).toEqual([[], [], []]);
      expect([...memory.known].map(([position, known]) => [position, known.map(({ name }) => name)])).toEqual(
        after.flatMap(({ song, isTakenDown }, index) => (isTakenDown ? [[index + 1, [song]]] : [])),
      );
    });
  }
});

test("where nothing was moved, nothing is told to be moved, however few the dates and the songs", () => {
  for (const [dates, songs] of [
    [2, many],
    [many, 4],
  ] as const) {
    const happen = ["takeDown", "bringBack", "remove", "add"] as const;
    checkWeeks({ happen, dates, songs }, (_, __, { changes }) => {
      expect(changes.moved).toEqual([]);
    });
  }
});

test("however much is shuffled, taken out and taken down at once, no more is told than became of it", () => {
  checkWeeks(
    { happen: ["takeDown", "remove", "move"], dates: 1, songs: many },
    (before, after, { changes }) => {
      expect([changes.added.length, changes.removed.length]).toEqual([0, before.length - after.length]);
    },
  );
});
