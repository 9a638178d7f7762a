import { describe, expect, test } from "vitest";
import { expectLossless } from "../export/lossless.ts";
import { findRealPlaylists, loadRealPlaylists } from "../fake-spotify/real-playlists.ts";
import type { Shape } from "../fake-spotify/shape.ts";

describe.each<Shape>(["2026", "older", "both"])("in the shape %s", (shape) => {
  test("125 real playlists and 6,000 likes come out as they were sent", {
    timeout: 120_000,
  }, async (context) => {
    context.skip(findRealPlaylists() === undefined, "REAL_PLAYLISTS names no file of real playlists");
    const library = await loadRealPlaylists();
    if (library === undefined) {
      throw new Error("The real playlists are gone.");
    }

    expect([library.playlists.length, library.tracks.length]).toEqual([125, 6_000]);
    await expectLossless(library, shape);
  });
});
