import { describe, expect, test } from "vitest";
import { PausedError } from "../../src/lib/errors.ts";
import { expectNoPause, openPauses } from "../../src/lib/state/pauses.ts";
import { listNames, writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { startMachine } from "../export/machine.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { failureOf } from "../setup/failure.ts";

const from = new Date("2026-11-22T02:00:00Z");
const until = new Date("2026-11-22T14:00:00Z");
const later = new Date("2026-11-23T09:30:00Z");
const mine = { clientId: "mine" };

describe.each(archives)("pauses kept in $kind", ({ openNew }) => {
  test("are of one app, and of several the last one counts", async () => {
    const archive = await openNew();
    expect((await openPauses(archive, mine)).until).toBeUndefined();
    const pauses = await openPauses(archive, mine);
    await pauses.remember({ from, until: later });
    await pauses.remember({ from, until });
    await pauses.remember({ from, until });

    expect((await openPauses(archive, mine)).until).toEqual(later);
    expect((await openPauses(archive, { clientId: "another" })).until).toBeUndefined();
  });

  test("end no earlier than they were said to", async () => {
    const archive = await openNew();
    await (await openPauses(archive, mine)).remember({ from, until: new Date(until.getTime() + 1) });
    expect((await openPauses(archive, mine)).until).toEqual(new Date(until.getTime() + 1_000));
  });

  test("are forgotten when they were over before a time, and other files are left alone", async () => {
    const archive = await openNew();
    const pauses = await openPauses(archive, mine);
    await pauses.remember({ from, until });
    await pauses.remember({ from, until: later });
    const [first = ""] = await listNames(archive);
    const foreign = [first.replace(/[^/]*$/, "note.txt"), "pauses/note.txt"];
    for (const name of foreign) {
      await writeText(archive, name, "not ours");
    }

    await (await openPauses(archive, mine)).forgetBefore(later);

    expect((await openPauses(archive, mine)).until).toEqual(later);
    await (await openPauses(archive, mine)).forgetBefore(new Date(later.getTime() + 1));
    expect((await openPauses(archive, mine)).until).toBeUndefined();
    expect(await listNames(archive)).toEqual(foreign.sort());
  });

  test("tell which runs wait and how far they have come", async () => {
    const archive = await openNew();
    const progress = { step: "Liked songs", done: 50, total: 120 };
    const pauses = await openPauses(archive, mine);
    await pauses.remember({ from, until, kind: "library", progress });
    // Another run of the kind meets the same pause in the same second, and has come elsewhere.
    await pauses.remember({ from, until, kind: "library", progress: { ...progress, done: 60 } });
    await pauses.remember({ from, until: later, kind: "playlists" });
    // Who meets a pause and waits for nothing is no such run.
    await pauses.remember({ from, until: later });

    const runs = await (await openPauses(archive, mine)).listPausedRuns(from);

    expect(runs).toEqual([
      { kind: "library", until, progress },
      { kind: "playlists", until: later, progress: undefined },
    ]);
    expect(await (await openPauses(archive, mine)).listPausedRuns(until)).toHaveLength(1);
  });

  test("that an earlier version has remembered count as well", async () => {
    const archive = await openNew();
    await (await openPauses(archive, mine)).remember({ from, until });
    const [noted = ""] = await listNames(archive);
    await archive.remove(noted);
    await writeText(archive, noted.replace(".json", ".txt"), "Spotify allows this app no more requests.\n");

    expect((await openPauses(archive, mine)).until).toEqual(until);
  });

  test("say that nothing was sent until they are over", async () => {
    const archive = await openNew();
    await (await openPauses(archive, mine)).remember({ from, until });
    const pauses = await openPauses(archive, mine);
    expect(() => expectNoPause(pauses, new Date(until.getTime() - 1))).toThrow(PausedError);
    expect(() => expectNoPause(pauses, until)).not.toThrow();
  });
});

describe.each(["library", "playlists"] as const)("an export of the %s that was paused", (kind) => {
  async function pause() {
    const machine = await startMachine({ library: makeSmallLibrary(), quota: { requests: 4 } });
    const error = await failureOf(machine.run(kind));
    if (!(error instanceof PausedError)) {
      throw error;
    }
    return { machine, error, untilMs: error.until.getTime(), asked: machine.asked() };
  }

  test("sends nothing before the end of the pause, and goes on a second later", async () => {
    const { machine, untilMs, asked } = await pause();
    const { token } = machine.fake.requests;
    const tokens = token.length;
    await machine.sleep(untilMs - machine.now() - 1_000);
    const early = await failureOf(machine.run(kind));
    expect(early).toBeInstanceOf(PausedError);
    expect(early).toMatchObject({ until: new Date(untilMs) });
    expect(machine.asked()).toBe(asked);
    expect(token.length).toBe(tokens);

    await machine.sleep(untilMs - machine.now() + 1_000);
    const late = await failureOf(machine.run(kind));
    expect(late).toBeInstanceOf(PausedError);
    // Four more are let through, and the next one is refused.
    expect(machine.asked()).toBeGreaterThanOrEqual(asked + 4);
    expect(late).toMatchObject({ until: expect.toSatisfy((end: Date) => end.getTime() > untilMs) });
  });

  test("tells how far it had come, also to those who ask later, and holds for both kinds", async () => {
    const { machine, error, untilMs, asked } = await pause();
    const pauses = await openPauses(machine.state, machine.fake.credentials);
    expect(await pauses.listPausedRuns(new Date(machine.now()))).toEqual([
      { kind, until: error.until, progress: error.progress },
    ]);
    const other = kind === "library" ? "playlists" : "library";
    expect(await failureOf(machine.run(other))).toMatchObject({ until: new Date(untilMs) });
    expect(machine.asked()).toBe(asked);
  });

  test("does not hold up another app of the same user", async () => {
    const { machine, asked } = await pause();
    await failureOf(machine.run(kind, { clientId: "another" }));
    expect(machine.asked()).toBeGreaterThan(asked);
  });
});
