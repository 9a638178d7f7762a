import type { Manifest } from "../src/lib/archive/manifest.ts";

/** The manifest of a small, complete snapshot of a library, but for what is given. */
export function makeManifest(given: Partial<Manifest> = {}): Manifest {
  return {
    format: "spotify-exporter/1",
    kind: "library",
    id: "2026-11-22T02-00-00Z",
    status: "complete",
    account: { id: "me", display_name: "Me" },
    startedAt: "2026-11-22T02:00:00.000Z",
    finishedAt: "2026-11-22T02:01:05.250Z",
    files: [
      {
        name: "liked-songs_2026-11-22T02-00-00Z.csv",
        bytes: 1_234_567,
        sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        rows: 6_000,
      },
      {
        name: "library_2026-11-22T02-00-00Z.json",
        bytes: 950,
        sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        rows: 7,
      },
    ],
    sections: { tracks: { total: 6_000, exported: 6_000, unavailable: 0, nulls: 2 } },
    unavailable: [],
    requests: { sent: 1_122, reused: 0, retried: 1, throttledMs: 0 },
    exporter: { version: "0.1.0" },
    ...given,
  };
}
