import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Manifest } from "../../src/lib/archive/manifest.ts";
import type { TellEvent } from "../../src/lib/tell/event.ts";
import { type DiscordMessage, renderDiscord } from "../../src/lib/tell/render-discord.ts";
import { renderPing } from "../../src/lib/tell/render-ping.ts";
import { renderWebhook } from "../../src/lib/tell/render-webhook.ts";
import { toSnapshotEvent } from "../../src/lib/tell/to-event.ts";
import { makeManifest } from "../manifest.ts";

const at = new Date("2026-11-22T02:01:06Z");

const full = makeManifest({
  sections: {
    tracks: { total: 6_000, exported: 6_000, unavailable: 0, nulls: 2 },
    albums: { total: 120, exported: 100, unavailable: 20, nulls: 0, problem: "it failed" },
  },
  status: "partial",
  unavailable: [
    { id: "p1", name: "Sunday morning", cause: "refused", reason: "it is another's" },
    { id: "p2", name: "Rain", cause: "refused", reason: "it is another's" },
    { id: "albums", name: "Saved albums", cause: "failed", reason: "GET /me/albums failed 5 times" },
  ],
  changes: {
    since: "2026-11-15T02-00-00Z",
    sections: {
      tracks: { added: 14, removed: 3, vanished: 1, dropped: 0, returned: 0 },
      albums: { added: 0, removed: 0 },
    },
  },
  requests: { sent: 1_122, reused: 30, retried: 1, throttledMs: 0 },
});

const failure = "Could not write to <https://x.example>.\nGive the identity a role.";
const consentDates = { givenAt: new Date("2026-06-01T10:00:00Z"), endsAt: new Date("2026-12-01T10:00:00Z") };

/** One of every kind. */
const events: readonly TellEvent[] = [
  toSnapshotEvent(makeManifest()),
  toSnapshotEvent(full),
  toSnapshotEvent(
    makeManifest({
      suspect: [{ section: "tracks", before: 6_000, now: 200, since: "2026-11-15T02-00-00Z" }],
    }),
  ),
  {
    type: "paused",
    task: "playlists",
    until: new Date("2026-11-22T17:00:30Z"),
    progress: { step: "Playlists", done: 24, total: 70 },
    goesOn: "by itself",
  },
  { type: "failed", task: "library", failure },
  { type: "failed", task: "check", failure },
  { type: "overdue", task: "library", lastGood: makeManifest() },
  { type: "overdue", task: "playlists", lastGood: undefined },
  { type: "consent-ending", ...consentDates, daysLeft: 7, threshold: 7 },
  { type: "consent-ended", task: "library" },
  { type: "consent-ended", task: "check" },
  { type: "test" },
];

describe("a message to Discord", () => {
  test("has the counts, the changes, what is missing, the effort and the snapshot", () => {
    const { embeds } = renderDiscord(toSnapshotEvent(full), at);

    expect(embeds[0]).toMatchObject({
      title: "The backup of the library is partial",
      color: 0xf1c40f,
      timestamp: "2026-11-22T02:01:06.000Z",
      fields: [
        {
          name: "Missing",
          value: [
            String.raw`**failed**: Saved albums: GET \/me\/albums failed 5 times`,
            "**refused**: Sunday morning, Rain: it is another\\'s",
          ].join("\n"),
        },
        { name: "In the backup", value: "Liked songs\\: 6\\,000\nSaved albums\\: 100 of 120" },
        {
          name: "Changes since 2026-11-15T02-00-00Z",
          value: "Liked songs\\: 14 added\\, 3 removed\\, 1 taken down by Spotify",
        },
        { name: "Duration", value: "1 min 5 s" },
        { name: "Requests", value: "1,122, 30 spared" },
        { name: "Snapshot", value: "library/2026-11-22T02-00-00Z" },
      ],
    });
  });

  test.each([
    ["mentions", "@everyone <@123> <@&4> <#5>", "\u200B"],
    ["markdown", "**bold** `code` [link](https://evil.example) ||spoiler|| # head > quote", "\\"],
  ])("shows %s in names as they are written", (_, name, sign) => {
    const value = missingIn(withMissing([name]));

    expect(value).toContain(sign);
    expect(value.replace(/^\*\*failed\*\*/, "")).not.toMatch(
      /(?<!\\)[*`_~|<>[\]()#]|@(?!\u200B)|https?:\/\//,
    );
    expect(value.replaceAll(/\\|\u200B/g, "")).toContain(name);
  });

  test("lets no name turn the direction of what follows, or begin a line of its own", () => {
    const value = missingIn(withMissing(["a\u202Eb\u2066c\nd\u2028e\u0007"]));

    expect(value).toBe("**failed**: a b c d e : no answer");
  });

  test("says how many names it leaves out", () => {
    const names = Array.from({ length: 200 }, (_, index) => `Playlist ${index}`);

    const value = missingIn(withMissing(names));

    const shown = value.match(/Playlist \d+/g) ?? [];
    expect(shown.length).toBeGreaterThan(20);
    expect(value).toContain(`, and ${200 - shown.length} more: no answer`);
  });

  test("says how many reasons it leaves out, where each playlist has one of its own", () => {
    const names = Array.from({ length: 200 }, (_, index) => `Playlist ${index}`);
    const value = missingIn({
      ...full,
      unavailable: names.map((name) => ({ id: null, name, cause: "failed", reason: `GET ${name} failed` })),
    });

    const shown = value.match(/^\*\*failed/gm) ?? [];
    expect(value).toMatch(new RegExp(`\\nand ${200 - shown.length} more$`));
  });

  test("keeps within Discord's limits, whatever names, reasons and failures there are", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom(
        "*".repeat(300),
        "👩‍👩‍👧".repeat(100),
        "\u202E".repeat(300),
        "@everyone ".repeat(60),
        "",
      ),
    );
    const missing = fc.record({
      id: fc.option(nasty),
      name: fc.option(nasty),
      cause: fc.constantFrom("failed" as const, "refused" as const),
      reason: nasty,
    });
    fc.assert(
      fc.property(fc.array(missing, { maxLength: 100 }), nasty, (unavailable, text) => {
        const messages = [
          renderDiscord(toSnapshotEvent({ ...full, unavailable }), at),
          renderDiscord({ type: "failed", task: "library", failure: text.repeat(20) }, at),
        ];
        messages.forEach(expectWithinLimits);
      }),
      { numRuns: 20 },
    );
  });

  test.each(events.map((event) => [describeCase(event), event] as const))("of %s can be sent", (_, event) => {
    expectWithinLimits(renderDiscord(event, at));
  });
});

describe("the document of the generic webhook", () => {
  test("tells a partial snapshot with what is missing", () => {
    expect(renderWebhook(toSnapshotEvent(full), at)).toEqual({
      format: "spotify-exporter-event/1",
      event: "partial",
      key: "snapshot_library_2026-11-22T02-00-00Z",
      at: "2026-11-22T02:01:06.000Z",
      title: "The backup of the library is partial",
      text: expect.stringContaining("The next run tries again."),
      task: "library",
      snapshot: {
        kind: "library",
        id: "2026-11-22T02-00-00Z",
        status: "partial",
        startedAt: full.startedAt,
        finishedAt: full.finishedAt,
        sections: full.sections,
        changes: full.changes,
        unavailable: full.unavailable,
        unavailableCount: 3,
        requests: full.requests,
      },
      exporter: { version: expect.any(String) },
    });
  });

  test("lists a hundred of what is missing, and counts the rest", () => {
    const names = Array.from({ length: 250 }, (_, index) => `Playlist ${index}`);

    const { snapshot } = renderWebhook(toSnapshotEvent(withMissing(names)), at);

    expect([snapshot?.unavailable.length, snapshot?.unavailableCount]).toEqual([100, 250]);
  });

  test("has the details of every event", () => {
    const details = events
      .filter(({ type }) => !["success", "partial", "suspect"].includes(type))
      .map((event) => {
        const {
          format: _,
          at: _at,
          title: _title,
          text: _text,
          exporter: _exporter,
          ...rest
        } = renderWebhook(event, at);
        return rest;
      });

    expect(details).toEqual([
      {
        event: "paused",
        key: "paused_playlists",
        task: "playlists",
        pause: {
          until: "2026-11-22T17:00:30.000Z",
          goesOn: "by itself",
          progress: { step: "Playlists", done: 24, total: 70 },
        },
      },
      { event: "failed", task: "library", failure },
      { event: "failed", key: "check-failed", task: "check", failure },
      {
        event: "overdue",
        key: "overdue_library_2026-11-22T02-00-00Z",
        task: "library",
        lastGood: { id: "2026-11-22T02-00-00Z", finishedAt: "2026-11-22T02:01:05.250Z" },
      },
      { event: "overdue", key: "overdue_playlists_none", task: "playlists", lastGood: null },
      {
        event: "consent-ending",
        key: "consent-ending_2026-06-01T10-00-00Z_7",
        consent: { endsAt: "2026-12-01T10:00:00.000Z", daysLeft: 7 },
      },
      { event: "consent-ended", key: "consent-ended", task: "library" },
      { event: "consent-ended", key: "consent-ended", task: "check" },
      { event: "test" },
    ]);
  });
});

test("a dead man's switch takes a good snapshot for a success, a pause for a note, and what the daily check finds for nothing", () => {
  expect(events.map((event) => [describeCase(event), renderPing(event)?.signal])).toEqual([
    ["success of library", ""],
    ["partial of library", "/fail"],
    ["suspect of library", "/fail"],
    ["paused of playlists", "/log"],
    ["failed of library", "/fail"],
    ["failed of check", undefined],
    ["overdue of library", undefined],
    ["overdue of playlists", undefined],
    ["consent-ending", undefined],
    ["consent-ended of library", "/fail"],
    ["consent-ended of check", undefined],
    ["test", "/log"],
  ]);
});

test("a consent that should be over, and is still accepted, ends at any moment", () => {
  const event: TellEvent = { type: "consent-ending", ...consentDates, daysLeft: 0, threshold: 1 };

  expect(renderDiscord(event, at).embeds[0].title).toBe("Your consent ends at any moment");
});

test("the words say what happened and what to do", () => {
  const texts = events.map((event) => {
    const { title, text } = renderWebhook(event, at);
    return `${title}: ${text}`;
  });

  expect(texts[3]).toBe(
    "The backup of the playlists is paused: Spotify allows no more requests until 2026-11-22 17:01 UTC. " +
      "Playlists: 24 of 70 done. What was read is kept. It goes on by itself after that.",
  );
  expect(texts[6]).toMatch(
    /^The backup of the library is overdue: The last good one is of 2026-11-22 .* export library$/,
  );
  expect(texts[8]).toMatch(/^Your consent ends in 7 days: .* on 2026-12-01, .* spotify-exporter login$/);
});

function describeCase(event: TellEvent): string {
  return "task" in event ? `${event.type} of ${event.task}` : event.type;
}

function withMissing(names: readonly string[]): Manifest {
  const unavailable = names.map((name) => ({
    id: null,
    name,
    cause: "failed" as const,
    reason: "no answer",
  }));
  return { ...full, unavailable };
}

function missingIn(manifest: Manifest): string {
  const { fields } = renderDiscord(toSnapshotEvent(manifest), at).embeds[0];
  return fields.find(({ name }) => name === "Missing")?.value ?? "";
}

/** Discord counts UTF-16 units at the most, and refuses what is empty. */
function expectWithinLimits({ embeds: [embed], allowed_mentions }: DiscordMessage): void {
  const { title, description, fields, footer } = embed;
  expect(allowed_mentions).toEqual({ parse: [] });
  expect(title.length).toBeLessThanOrEqual(256);
  expect(description?.length ?? 1).toBeLessThanOrEqual(4_096);
  expect(description).not.toBe("");
  expect(fields.length).toBeLessThanOrEqual(25);
  for (const { name, value } of fields) {
    expect(name.length).toBeLessThanOrEqual(256);
    expect(value.length).toBeLessThanOrEqual(1_024);
    expect([name, value]).not.toContain("");
  }
  const texts = [
    title,
    description ?? "",
    footer.text,
    ...fields.flatMap(({ name, value }) => [name, value]),
  ];
  expect(texts.join("").length).toBeLessThanOrEqual(6_000);
}
