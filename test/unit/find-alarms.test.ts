import { describe, expect, test } from "vitest";
import type { Consent } from "../../src/lib/consent/consent.ts";
import { findConsentEnd } from "../../src/lib/consent/consent.ts";
import { type ConsentVerdict, findAlarms } from "../../src/lib/health/find-alarms.ts";
import type { Health, KindHealth } from "../../src/lib/health/read-health.ts";
import { makeManifest } from "../manifest.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const consent: Consent = {
  givenAt: new Date("2026-05-01T10:00:00Z"),
  scopes: ["user-library-read"],
  accountId: "me",
};
const endsAt = findConsentEnd(consent);
const good = makeManifest();
const well = { isOverdue: false, last: good, lastGood: good };

describe("the end of a consent", () => {
  test.each<[daysLeft: number, verdict: ConsentVerdict, alarms: readonly unknown[]]>([
    [31, "accepted", []],
    [30.5, "accepted", []],
    [30, "accepted", [{ type: "consent-ending", daysLeft: 30, threshold: 30 }]],
    [25, "accepted", [{ type: "consent-ending", daysLeft: 25, threshold: 30 }]],
    [7.5, "accepted", [{ type: "consent-ending", daysLeft: 8, threshold: 30 }]],
    [7, "accepted", [{ type: "consent-ending", daysLeft: 7, threshold: 7 }]],
    [2, undefined, [{ type: "consent-ending", daysLeft: 2, threshold: 7 }]],
    [1, "accepted", [{ type: "consent-ending", daysLeft: 1, threshold: 1 }]],
    [0.01, "accepted", [{ type: "consent-ending", daysLeft: 1, threshold: 1 }]],
    [90, "refused", [{ type: "consent-ended" }]],
    [7, "refused", [{ type: "consent-ended" }]],
    [0, undefined, [{ type: "consent-ended" }]],
    [-3, undefined, [{ type: "consent-ended" }]],
    // Spotify knows better than the calendar.
    [-3, "accepted", [{ type: "consent-ending", daysLeft: 0, threshold: 1 }]],
    [90, undefined, []],
  ])("with %d days left and the token %s", (daysLeft, verdict, alarms) => {
    const now = new Date(endsAt.getTime() - daysLeft * dayMs);

    expect(findAlarms(toHealth({ consent }), verdict, now)).toMatchObject(alarms);
  });

  test.each<[string, Health["consent"], ConsentVerdict, readonly unknown[]]>([
    ["unknown", { consent: undefined, endsAt: undefined }, "accepted", []],
    ["unknown", { consent: undefined, endsAt: undefined }, undefined, []],
    ["unknown", { consent: undefined, endsAt: undefined }, "refused", [{ type: "consent-ended" }]],
    ["not given", undefined, undefined, []],
  ])("where the consent is %s and the token %s %s", (_, given, verdict, alarms) => {
    const health = { ...toHealth({ consent }), consent: given };

    expect(findAlarms(health, verdict, new Date("2030-01-01T00:00:00Z"))).toMatchObject(alarms);
  });
});

describe("a backup that is overdue", () => {
  const now = new Date("2026-06-01T10:00:00Z");
  const old = { isOverdue: true, last: good, lastGood: good };

  const never = { isOverdue: true, last: undefined, lastGood: undefined };

  test("is told with the last good one, for each kind by itself", () => {
    expect(findAlarms(toHealth({ consent, library: old }), "accepted", now)).toEqual([
      { type: "overdue", task: "library", lastGood: good },
    ]);
    expect(findAlarms(toHealth({ consent, library: old, playlists: never }), "accepted", now)).toEqual([
      { type: "overdue", task: "library", lastGood: good },
      { type: "overdue", task: "playlists", lastGood: undefined },
    ]);
  });
});

function toHealth({
  consent,
  library = well,
  playlists = well,
}: {
  readonly consent: Consent;
  readonly library?: Omit<KindHealth, "kind">;
  readonly playlists?: Omit<KindHealth, "kind">;
}): Health {
  return {
    kinds: [
      { kind: "library", ...library },
      { kind: "playlists", ...playlists },
    ],
    pausedUntil: undefined,
    pausedRuns: [],
    consent: { consent, endsAt: findConsentEnd(consent) },
  };
}
