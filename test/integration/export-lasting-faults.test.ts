import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { Kind, Manifest } from "../../src/lib/archive/manifest.ts";
import { PausedError } from "../../src/lib/errors.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import {
  describeRequest,
  expectHonestOrNothing,
  type FaultRun,
  manifestOf,
  runWithFaults,
} from "../export/fault-run.ts";
import { makeSmallLibrary } from "../export/small-library.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import type { FakeRequest, Fault, Misbehaviour } from "../fake-spotify/faults.ts";

const faults: readonly { readonly fault: string; readonly does: Misbehaviour }[] = [
  { fault: "502", does: { kind: "answer", status: 502, body: "Bad gateway." } },
  { fault: "reset", does: { kind: "reset" } },
  { fault: "truncated", does: { kind: "truncated", how: "content-length" } },
  { fault: "401", does: { kind: "answer", status: 401, body: { error: { status: 401, message: "No" } } } },
  { fault: "403", does: { kind: "answer", status: 403, body: { error: { status: 403, message: "No" } } } },
  { fault: "404", does: { kind: "answer", status: 404, body: { error: { status: 404, message: "No" } } } },
  { fault: "unknown shape", does: { kind: "edited", edit: (body) => ({ data: body }) } },
];

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "spotify-exporter-test-"));
});
afterAll(() => rm(root, { recursive: true }));

describe.each<Kind>(["library", "playlists"])("%s", (kind) => {
  test.each(faults)(
    "$fault for ever at any one request costs what it concerns and no more",
    async ({ does }) => {
      const clean = await runWithFaults(kind, [], { root });
      for (const request of clean.requests) {
        const run = await runWithFaults(kind, [forEver(request, does)], { root });

        await expectHonestOrNothing(run).catch((error: unknown) => {
          throw new Error(`after the fault at ${describeRequest(request)}`, { cause: error });
        });
        const lost =
          "error" in run.outcome ? await expectNothingKept(run) : await readLost(run, manifestOf(clean));
        expect({ request: describeRequest(request), lost }).toEqual({
          request: describeRequest(request),
          lost: expectedLoss(request, does),
        });
      }
    },
  );

  test("a rate limit that never ends pauses the run at any request, and nothing is kept", async () => {
    const clean = await runWithFaults(kind, [], { root });
    for (const request of clean.requests) {
      const run = await runWithFaults(kind, [forEver(request, { kind: "rate-limit", retryAfter: 20 })], {
        root,
      });

      expect("error" in run.outcome && run.outcome.error, describeRequest(request)).toBeInstanceOf(
        PausedError,
      );
      await expectHonestOrNothing(run);
      await expectNothingKept(run);
    }
  });
});

function forEver({ service, path, query }: FakeRequest, does: Misbehaviour): Fault {
  const isSame = (asked: FakeRequest) => asked.path === path && asked.query.toString() === query.toString();
  return { service, when: isSame, times: Number.POSITIVE_INFINITY, does };
}

async function expectNothingKept({ archive }: FaultRun): Promise<string> {
  expect(await Array.fromAsync(archive.list(""))).toEqual([]);
  return "everything";
}

/** What is lost beyond that which a run without faults lacks. All else must be there as it was sent. */
async function readLost({ archive, outcome }: FaultRun, clean: Manifest): Promise<readonly string[]> {
  const manifest = manifestOf({ outcome });
  await (manifest.kind === "library"
    ? expectRestOfLibrary(archive, manifest)
    : expectRestOfPlaylists(archive, manifest, clean));
  const lackedAnyway = new Set(clean.unavailable.map(({ id, reason }) => `${id} ${reason}`));
  return manifest.unavailable
    .filter(({ id, reason }) => !lackedAnyway.has(`${id} ${reason}`))
    .map(({ id }) => id ?? "");
}

async function expectRestOfLibrary(archive: Archive, manifest: Manifest): Promise<void> {
  const library = await readLibrary(archive, manifest);
  const expected = expectedLibrary(makeSmallLibrary(), "2026");
  expect(library).toMatchObject(
    Object.fromEntries(
      Object.entries(expected).filter(([name]) => manifest.sections[name]?.problem === undefined),
    ),
  );
  expect({ ...expected, ...library }).toEqual(library);
}

async function expectRestOfPlaylists(archive: Archive, manifest: Manifest, clean: Manifest): Promise<void> {
  const { playlists } = await readPlaylists(archive, manifest);
  const missing = new Set(manifest.unavailable.map(({ id }) => id));
  const expected = expectedPlaylists(makeSmallLibrary(), "2026").map((playlist) =>
    missing.has(String(playlist["id"])) ? { ...playlist, items: null } : playlist,
  );
  const isListWhole = manifest.sections["playlists"]?.exported === clean.sections["playlists"]?.exported;
  expect(playlists).toEqual(isListWhole ? expected : expected.slice(0, playlists.length));
}

/** One section or one playlist; everything where a run cannot even begin, or has nothing to begin with. */
function expectedLoss({ service, path, query }: FakeRequest, does: Misbehaviour): string | readonly string[] {
  const isFirstOfList = path === "/me/playlists" && query.get("offset") === "0";
  if (service === "token" || path === "/me" || isFirstOfList) {
    return "everything";
  }
  const id = /^\/playlists\/([^/]+)/.exec(path)?.[1];
  if (id !== undefined) {
    return isHowSpotifyRefuses(id, does) ? [] : [id];
  }
  const names = {
    "/me/following": "artists",
    "/me/top/tracks": "topTracks",
    "/me/top/artists": "topArtists",
  };
  const name = Object.entries(names).find(([known]) => known === path)?.[1];
  return [name ?? path.replace("/me/", "")];
}

/** Spotify's own lists are answered 404 anyway, and of a refusal's body nothing is expected. */
function isHowSpotifyRefuses(id: string, does: Misbehaviour): boolean {
  return (
    id.startsWith("37i9dQZ") && (does.kind === "edited" || (does.kind === "answer" && does.status === 404))
  );
}
