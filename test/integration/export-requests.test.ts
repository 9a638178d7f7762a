import { describe, expect, test } from "vitest";
import { listSnapshots } from "../../src/lib/archive/snapshot.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import { expectHonest } from "../export/honesty.ts";
import { startMachine } from "../export/machine.ts";
import { exportMinimum } from "../export/minimum.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { failureOf } from "../setup/failure.ts";

const kinds = ["library", "playlists"] as const;

describe.each(kinds)("a first export of the %s takes what it must and no more", (kind) => {
  test.each([
    ["a small library", makeSmallLibrary()],
    ["1,000 entries", generateLibrary({ playlists: 12, entries: 1_000, likes: 200 })],
    ["20,000 entries", generateLibrary({ playlists: 90, entries: 20_000, likes: 4_000, followed: 20 })],
  ])("%s", async (_, library) => {
    const machine = await startMachine({ library });
    const manifest = await machine.run(kind);
    expect(machine.asked()).toBeLessThanOrEqual(1.02 * exportMinimum(kind, library));
    // The token is asked for besides.
    expect(manifest.requests).toMatchObject({ sent: machine.asked() + 1, reused: 0 });
  });
});

describe.each(kinds)("an export of the %s that is killed", (kind) => {
  const minimum = exportMinimum(kind, makeSmallLibrary());

  test.each(Array.from({ length: minimum }, (_, index) => index + 1))(
    "at request %i goes on when it is started again",
    async (request) => {
      const library = makeSmallLibrary();
      const machine = await startMachine({ library });

      expect(await machine.runKilledAt(kind, request)).toBe("killed");
      expect(await Array.fromAsync(listSnapshots(machine.archive))).toEqual([]);
      const manifest = await machine.run(kind);

      expect(machine.asked()).toBeLessThanOrEqual(minimum + 5);
      await expectHonest(machine.archive, manifest);
      if (kind === "library") {
        expect(await readLibrary(machine.archive, manifest)).toMatchObject(expectedLibrary(library, "2026"));
      } else {
        const { playlists } = await readPlaylists(machine.archive, manifest);
        expect(playlists).toEqual(expectedPlaylists(library, "2026"));
      }
      const kept = await Array.fromAsync(machine.state.list(""), ({ name }) => name);
      expect(kept.filter((name) => !name.includes(`/${kind}/parts/`))).toEqual([]);
    },
  );
});

test("under a quota an export completes over several pauses, and asks hardly anything twice", async () => {
  const library = generateLibrary({ playlists: 90, entries: 20_000, likes: 4_000, seed: 3 });
  const machine = await startMachine({ library, quota: { requests: 150 } });
  let pauses = 0;
  for (const kind of kinds) {
    for (;;) {
      const result = await machine
        .run(kind, { sending: { requestsPer30s: 90 } })
        .catch((error: unknown) => error);
      if (!(result instanceof PausedError)) {
        expect(result).toMatchObject({ status: "complete" });
        break;
      }
      pauses += 1;
      await machine.sleep(result.until.getTime() - machine.now());
    }
  }
  expect(pauses).toBeGreaterThan(2);
  const minimum = kinds.reduce((sum, kind) => sum + exportMinimum(kind, library), 0);
  expect(machine.asked()).toBeLessThanOrEqual(minimum + 2 * pauses);
  const refused = machine.fake.requests.api.filter(({ status }) => status === 429);
  expect(refused.map(({ path, query }) => `${path}?${query}`)).toEqual([
    ...new Set(refused.map(({ path, query }) => `${path}?${query}`)),
  ]);
});

test("while a pause lasts nothing is sent, and the same time is told", async () => {
  const library = makeSmallLibrary();
  const machine = await startMachine({ library, quota: { requests: 5 } });
  const first = await failureOf(machine.run("playlists"));
  const asked = machine.asked();
  await machine.sleep(60_000);

  const second = await failureOf(machine.run("library"));

  expect([first, second].map((error) => error instanceof PausedError)).toEqual([true, true]);
  expect(machine.asked()).toBe(asked);
});

test("a server limit that is known is kept and used up", async () => {
  const library = generateLibrary({ playlists: 60, entries: 12_000, likes: 4_000, seed: 4 });
  const machine = await startMachine({ library, rateLimit: { requests: 90 } });
  const startedMs = machine.now();
  await machine.run("playlists", { sending: { requestsPer30s: 90 } });

  const { api } = machine.fake.requests;
  expect(api.length).toBeGreaterThan(200);
  expect(machine.now() - startedMs).toBeLessThanOrEqual((1.1 * 1_000 * api.length) / 3);
  expect(api.filter(({ status }) => status === 429).length / api.length).toBeLessThan(0.01);
});
