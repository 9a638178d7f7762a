import { describe, expect, test } from "vitest";
import { followPresence, type Observation, type Presence } from "../../src/lib/find/presence.ts";

const absent: Observation = { type: "absent" };
const unknown: Observation = { type: "unknown" };

function seen(positions: readonly number[], state: "there" | "taken down" = "there"): Observation {
  return { type: "seen", state, positions, addedAt: "2020" };
}

function dropped(lastSeen: string): Observation {
  return { type: "dropped", lastSeen, addedAt: "2020", count: 1 };
}

/** One snapshot says one thing after the other: 1, 2, 3… */
function follow(observations: readonly Observation[]): Presence | undefined {
  return observations.reduce<Presence | undefined>(
    (presence, observation, index) => followPresence(presence, String(index + 1), observation),
    undefined,
  );
}

/** As in `1-3<4`: seen from 1 to 3, and not any more in 4. */
function toShort(presence: Presence | undefined): readonly string[] | undefined {
  return presence?.spans.map(
    ({ firstSeen, lastSeen, leftBefore }) => `${firstSeen}-${lastSeen}${leftBefore ? `<${leftBefore}` : ""}`,
  );
}

describe("an item in a list", () => {
  test.each<[string, Observation[], string[], Presence["now"]]>([
    [
      "is there since it was seen first",
      [seen([3]), seen([3]), seen([4])],
      ["1-3"],
      { state: "there", positions: [4] },
    ],
    [
      "leaves before the first snapshot that does not have it",
      [seen([3]), seen([3]), absent, absent],
      ["1-2<3"],
      { state: "gone", positions: [] },
    ],
    [
      "may leave and come back",
      [seen([3]), absent, seen([1]), absent, absent, seen([9])],
      ["1-1<2", "3-3<4", "6-6"],
      { state: "there", positions: [9] },
    ],
    [
      "is neither seen nor gone where the list is not known",
      [seen([3]), unknown, unknown],
      ["1-1"],
      { state: "unknown", positions: [] },
    ],
    [
      "stays where the list was not known for a while",
      [seen([3]), unknown, seen([3])],
      ["1-3"],
      { state: "there", positions: [3] },
    ],
    [
      "has left after it was seen last, although the list was not known for a while",
      [seen([3]), unknown, absent],
      ["1-1<3"],
      { state: "gone", positions: [] },
    ],
    [
      "stays gone while the list is not known",
      [seen([3]), absent, unknown],
      ["1-1<2"],
      { state: "unknown", positions: [] },
    ],
    [
      "stays where it is taken down",
      [seen([3]), seen([3], "taken down")],
      ["1-2"],
      { state: "taken down", positions: [3] },
    ],
    [
      "is perhaps taken down, which proves nothing",
      [seen([3]), { type: "perhaps", lastSeen: "1", positions: [3, 5], addedAt: "2020" }],
      ["1-1"],
      { state: "perhaps taken down", positions: [3, 5] },
    ],
    [
      "that is perhaps taken down from the start was there before",
      [{ type: "perhaps", lastSeen: "0", positions: [3, 5], addedAt: "2020" }, absent],
      ["0-0<2"],
      { state: "gone", positions: [] },
    ],
    [
      "is dropped by Spotify, as long as that is remembered",
      [seen([3]), dropped("1"), dropped("1")],
      ["1-1<2"],
      { state: "dropped by Spotify", positions: [] },
    ],
    [
      "was seen until a snapshot that is not in the archive any more",
      [seen([3]), dropped("1b")],
      ["1-1b<2"],
      { state: "dropped by Spotify", positions: [] },
    ],
    [
      "was seen in no snapshot that is still there",
      [dropped("0"), dropped("0")],
      ["0-0<1"],
      { state: "dropped by Spotify", positions: [] },
    ],
    [
      "had come back, unseen, before it was dropped",
      [seen([3]), absent, dropped("2b")],
      ["1-1<2", "2b-2b<3"],
      { state: "dropped by Spotify", positions: [] },
    ],
    [
      "comes back after it was dropped",
      [seen([3]), dropped("1"), seen([3])],
      ["1-1<2", "3-3"],
      { state: "there", positions: [3] },
    ],
  ])("%s", (_, observations, spans, now) => {
    const presence = follow(observations);

    expect(toShort(presence)).toEqual(spans);
    expect(presence?.now).toEqual(now);
  });

  test("was added when, and is there as often as, the newest snapshot of the span says", () => {
    const again: Observation = { type: "seen", state: "there", positions: [2, 40], addedAt: "2021" };

    expect(follow([seen([3]), absent, seen([3]), again, absent])?.spans).toEqual([
      { firstSeen: "1", lastSeen: "1", leftBefore: "2", addedAt: "2020", count: 1 },
      { firstSeen: "3", lastSeen: "4", leftBefore: "5", addedAt: "2021", count: 2 },
    ]);
  });
});
