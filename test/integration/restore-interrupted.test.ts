import { beforeAll, describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { startOfExport } from "../export/export-tools.ts";
import { describeRequest } from "../export/fault-run.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import type { FakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeRequest, Misbehaviour } from "../fake-spotify/faults.ts";
import { type AccountFacts, toFacts } from "../restore/account-facts.ts";
import { failWhenAborted } from "../restore/dead-archive.ts";
import { exportLibrary } from "../restore/export-library.ts";
import { startFreshAccount } from "../restore/fresh-account.ts";
import { type RestoringOptions, restoreFrom } from "../restore/restore-from.ts";
import { makeSmallSource, makeSmallSourceLater } from "../restore/small-source.ts";

class KilledError extends Error {}

let archive: Archive;
let unbroken: {
  readonly facts: AccountFacts;
  readonly requests: readonly FakeRequest[];
  readonly writes: readonly FakeRequest[];
};

beforeAll(async () => {
  archive = await exportLibrary(makeSmallSource());
  await using user = await startUser();
  await user.restore();
  const requests = user.fake.requests.api;
  const writes = requests.filter(({ method }) => method !== "GET");
  unbroken = { facts: toFacts(user.account.library), requests, writes };
});

/** Somebody with an empty account, who restores. */
async function startUser() {
  const { fake, account, ...disposable } = await startFreshAccount({ library: makeSmallSourceLater() });
  const state = createMemoryArchive();
  return {
    fake,
    account,
    state,
    restore: (options: RestoringOptions = {}) => restoreFrom(archive, account, { state, ...options }),
    ...disposable,
  };
}

/** What a run does later, when nobody can take a dead one for alive. */
const later = { now: () => new Date(startOfExport.getTime() + 60 * 60 * 1_000) };

function befall(
  fake: FakeSpotify,
  request: FakeRequest,
  fault: { does: Misbehaviour; effect?: "done" | "undone" },
) {
  fake.misbehave({ when: ({ index }) => index === request.index, ...fault });
}

async function expectAsUnbroken(user: Awaited<ReturnType<typeof startUser>>, title: string): Promise<void> {
  expect(toFacts(user.account.library), title).toEqual(unbroken.facts);
  const before = user.fake.requests.api.length;
  await user.restore(later);
  const writes = user.fake.requests.api.slice(before).filter(({ method }) => method !== "GET");
  expect(writes.map(describeRequest), title).toEqual([]);
}

describe("whatever befalls a restore at any request, it comes out the same, and one more run writes nothing", {
  timeout: 120_000,
}, () => {
  test.each<["undone" | "done", () => readonly FakeRequest[]]>([
    ["undone", () => unbroken.requests],
    ["done", () => unbroken.writes],
  ])("killed when the request is %s", async (effect, toRequests) => {
    for (const request of toRequests()) {
      await using user = await startUser();
      const kill = new AbortController();
      befall(user.fake, request, { does: { kind: "event", happen: () => kill.abort(new KilledError()) } });
      befall(user.fake, request, { does: { kind: "reset" }, effect });

      const dying = { state: failWhenAborted(user.state, kill.signal), signal: kill.signal };
      await expect(user.restore(dying), describeRequest(request)).rejects.toBeInstanceOf(KilledError);
      await user.restore(later);
      await expectAsUnbroken(user, describeRequest(request));
    }
  });

  test.each<[string, Misbehaviour, "done" | "undone"]>([
    ["its answer is lost", { kind: "reset" }, "done"],
    ["it fails and was not done", { kind: "answer", status: 502, body: "Bad gateway." }, "undone"],
  ])("%s", async (_, does, effect) => {
    for (const request of unbroken.writes) {
      await using user = await startUser();
      befall(user.fake, request, { does, effect });
      const { report } = await user.restore();
      expect(report?.failures, describeRequest(request)).toEqual([]);
      await expectAsUnbroken(user, describeRequest(request));
    }
  });

  test("Spotify asks for a wait of a day, in which nothing is sent", async () => {
    for (const request of unbroken.requests) {
      await using user = await startUser();
      const does = { kind: "rate-limit", retryAfter: 80_000, reason: "QUOTA_EXCEEDED" } as const;
      befall(user.fake, request, { does });
      const sending = { now: () => startOfExport.getTime() };
      await expect(user.restore({ sending }), describeRequest(request)).rejects.toBeInstanceOf(PausedError);
      const asked = user.fake.requests.api.length;
      await expect(user.restore(later), describeRequest(request)).rejects.toBeInstanceOf(PausedError);
      expect(user.fake.requests.api, describeRequest(request)).toHaveLength(asked);
      await user.restore({ now: () => new Date(startOfExport.getTime() + 80_001_000) });
      expect(toFacts(user.account.library), describeRequest(request)).toEqual(unbroken.facts);
    }
  });

  test("the consent ends", async () => {
    for (const request of unbroken.requests) {
      await using user = await startUser();
      const { tokens } = user.fake;
      const happen = () => {
        tokens.revokeAccessTokens();
        tokens.refusal = "Refresh token revoked";
      };
      befall(user.fake, request, { does: { kind: "event", happen } });
      await expect(user.restore(), describeRequest(request)).rejects.toThrow(/login --restore/);
      tokens.refusal = undefined;
      await user.restore(later);
      expect(toFacts(user.account.library), describeRequest(request)).toEqual(unbroken.facts);
    }
  });
});
