import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { startChannels } from "../tell/channel-server.ts";
import { expectNoSecrets } from "../tell/expect-no-secrets.ts";
import { settingsFor } from "./command-line.ts";
import { manifestsIn, startUser } from "./user.ts";

const rehearsalDocument = z.object({
  isDryRun: z.literal(true),
  account: z.object({ id: z.string() }),
  requests: z.number(),
  kinds: z.array(
    z.object({
      kind: z.string(),
      sections: z.record(z.string(), z.object({ total: z.number().nullable() })),
      playlists: z
        .object({ chosen: z.number(), unchanged: z.number(), toRead: z.number(), refused: z.number() })
        .optional(),
    }),
  ),
  messages: z.array(z.object({ channel: z.string(), failure: z.string().nullable() })),
});

/** A user of the command line with three channels. */
async function startToldUser() {
  const user = await startUser();
  const channels = await startChannels();
  const env = { ...settingsFor(user.fake), ...channels.settings };
  async function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const result = await user.run(args, { ...env, ...more });
    expect(result.stdout + result.stderr).not.toMatch(fakeSecrets);
    expectNoSecrets(channels, []);
    return result;
  }
  const filesIn = async () => {
    const archive = openFolder(join(user.cwd, "exports"));
    const state = openFolder(join(user.cwd, "exports", ".state"));
    const names = [...(await Array.fromAsync(archive.list(""))), ...(await Array.fromAsync(state.list("")))];
    return names.map(({ name }) => name);
  };
  return { ...user, channels, run, filesIn };
}

describe("export --dry-run", () => {
  test("says what an export would hold and ask, sends a test message to each channel, and writes nothing", async () => {
    const { run, fake, channels, filesIn } = await startToldUser();

    const { exitCode, stdout } = await run(["export", "--dry-run", "--json"]);

    expect(exitCode).toBe(0);
    const document = rehearsalDocument.parse(JSON.parse(stdout));
    expect(document.kinds).toMatchObject([
      {
        kind: "library",
        sections: { tracks: { total: 60 }, artists: { total: 55 }, audiobooks: { total: 1 } },
      },
      { kind: "playlists", playlists: { unchanged: 48, toRead: 5 } },
    ]);
    expect(document.messages).toEqual(
      ["discord", "webhook", "ping"].map((channel) => ({ channel, failure: null })),
    );
    expect([channels.events(), channels.signals()]).toEqual([["test"], ["/log"]]);
    expect(fake.requests.api.length).toBeLessThan(12);
    expect(await filesIn()).toEqual([]);
  });

  test("ends with 1 where a channel was not reached, and says which and why", async () => {
    const { run } = await startToldUser();

    const { exitCode, stdout } = await run(["export", "--dry-run"], {
      DISCORD_WEBHOOK_URL: "http://127.0.0.1:1/hush-discord",
    });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^A rehearsal: nothing was downloaded or written\. .*\n/);
    expect(stdout).toContain("  Liked songs: 60\n");
    expect(stdout).toContain("  test message not delivered: discord: the connection failed (ECONNREFUSED)\n");
    expect(stdout).toContain("  test message delivered: webhook\n");
  });

  test("ends as an export would where there is no consent, and tests the channels all the same", async () => {
    const { run, fake, channels } = await startToldUser();
    fake.tokens.refusal = "Refresh token expired";

    const { exitCode, stderr } = await run(["export", "--dry-run"]);

    expect(exitCode).toBe(5);
    expect(stderr).toContain("Authorise again");
    expect(channels.events()).toEqual(["test"]);
  });

  test("is partial where a section is not given, and paused while a pause lasts", async () => {
    const { run, fake } = await startToldUser();
    fake.misbehave({
      when: ({ path }) => path === "/me/shows",
      does: { kind: "answer", status: 403, body: "Forbidden" },
    });
    expect(await run(["export", "library", "--dry-run"])).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining("Saved shows: not to be had: Spotify answered GET /me/shows with 403"),
    });

    fake.misbehave({ does: { kind: "rate-limit", reason: "QUOTA_EXCEEDED", retryAfter: 3_600 } });
    expect(await run(["export", "--dry-run"])).toMatchObject({ exitCode: 4 });
    const asked = fake.requests.api.length + fake.requests.token.length;
    expect(await run(["export", "--dry-run"])).toMatchObject({ exitCode: 4 });
    expect(fake.requests.api.length + fake.requests.token.length).toBe(asked);
  });

  test("is what every export is with TEST_MODE=true", async () => {
    const { run, channels, filesIn } = await startToldUser();

    const { exitCode } = await run(["export", "library"], { TEST_MODE: "true" });

    expect([exitCode, channels.events(), await filesIn()]).toEqual([0, ["test"], []]);
    expect(await run(["export"], { TEST_MODE: "yes" })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("TEST_MODE must be one of true, false."),
    });
  });
});

describe("an export from the command line", () => {
  test("tells each kind, and its failures, wrong settings included", async () => {
    const { run, channels, fake, cwd } = await startToldUser();
    expect(await run(["export"])).toMatchObject({ exitCode: 0 });
    expect(await run(["export"], { PLAYLIST_TYPE: "mine" })).toMatchObject({ exitCode: 2 });
    fake.tokens.refusal = "Refresh token expired";
    expect(await run(["export"])).toMatchObject({ exitCode: 5 });
    expect(await run(["export"])).toMatchObject({ exitCode: 5 });

    expect(channels.events()).toEqual(["success", "success", "failed", "consent-ended"]);
    expect(channels.signals()).toEqual([
      ...["/start", "", "/start", ""],
      ...["/start", "/fail", "/start", "/fail", "/start", "/fail"],
    ]);
    expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(2);
  });

  test("that is paused tells it once, however often it is tried", async () => {
    const { run, channels, fake } = await startToldUser();
    fake.misbehave({
      when: ({ index }) => index > 3,
      times: Number.POSITIVE_INFINITY,
      does: { kind: "rate-limit", reason: "QUOTA_EXCEEDED", retryAfter: 3_600 },
    });

    expect(await run(["export", "library"])).toMatchObject({ exitCode: 4 });
    expect(await run(["export", "library"])).toMatchObject({ exitCode: 4 });

    expect(channels.events()).toEqual(["paused"]);
    const { pause } = JSON.parse(channels.sent("webhook")[0]?.body ?? "");
    expect(pause).toMatchObject({ goesOn: "by hand", until: expect.any(String) });
    expect(channels.signals()).toEqual(["/start", "/log", "/start", "/log"]);
  });

  test("is none the worse for channels that refuse", async () => {
    const { run, channels, cwd } = await startToldUser();
    channels.behave({ kind: "answer", status: 500 });

    const { exitCode, stderr } = await run(["export", "library"]);

    expect(exitCode).toBe(0);
    expect(stderr).toContain('warning: message not delivered channel=discord failure="it answered 500"');
    expect(await manifestsIn(join(cwd, "exports"))).toHaveLength(1);
  });
});
