import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Kind } from "../../src/lib/archive/manifest.ts";
import {
  describeRequest,
  expectHonestOrNothing,
  manifestOf,
  readComparable,
  runWithFaults,
} from "../export/fault-run.ts";
import type { FakeRequest, Fault, Misbehaviour } from "../fake-spotify/faults.ts";

/** Spurious where the API says it: the token endpoint means it. */
const refusedToken = "401";
const faults: readonly { readonly fault: string; readonly does: Misbehaviour }[] = [
  { fault: "502", does: { kind: "answer", status: 502, body: "Bad gateway." } },
  { fault: "reset", does: { kind: "reset" } },
  { fault: "truncated", does: { kind: "truncated", how: "content-length" } },
  { fault: "truncated in chunks", does: { kind: "truncated", how: "chunked" } },
  { fault: "truncated without a sign", does: { kind: "truncated", how: "chunked-ended" } },
  { fault: refusedToken, does: { kind: "answer", status: 401, body: {} } },
  { fault: "429", does: { kind: "rate-limit", retryAfter: 3 } },
  { fault: "hang", does: { kind: "hang", when: "half-body" } },
];

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "spotify-exporter-test-"));
});
afterAll(() => rm(root, { recursive: true }));

describe.each<Kind>(["library", "playlists"])("%s", (kind) => {
  test.each(faults)(
    "$fault once at any request, and the files are the same to the byte",
    async ({ fault, does }) => {
      const clean = await runWithFaults(kind, [], { root });
      const expected = await readComparable(clean);
      const { sections, unavailable } = manifestOf(clean);

      for (const request of clean.requests.filter(
        ({ service }) => service === "api" || fault !== refusedToken,
      )) {
        const timeLimit = does.kind === "hang" ? { timeoutMs: 150 } : {};
        const run = await runWithFaults(kind, [at(request, does)], { root, ...timeLimit });

        const title = describeRequest(request);
        expect(manifestOf(run), title).toMatchObject({ status: "complete", sections, unavailable });
        expect(await readComparable(run), title).toEqual(expected);
        await expectHonestOrNothing(run);
      }
    },
  );
});

/** The fault befalls the one request that has this place in a clean run. */
function at({ service, index }: FakeRequest, does: Misbehaviour): Fault {
  return { service, when: (asked) => asked.index === index, does };
}
