import { describe, test } from "vitest";
import { expectLossless } from "../export/lossless.ts";
import { makeDemoLibrary } from "../fake-spotify/demo-library.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import type { Shape } from "../fake-spotify/shape.ts";

const shapes: readonly Shape[] = ["2026", "older", "both"];

describe.each(shapes)("in the shape %s", (shape) => {
  test("the demo library comes out as it was sent", () => expectLossless(makeDemoLibrary(), shape));

  test("a generated library comes out as it was sent", () =>
    expectLossless(generateLibrary({ playlists: 20, entries: 1_500, followed: 3, likes: 450 }), shape));

  test("an empty library makes empty lists and files of headers", () => expectLossless(makeLibrary(), shape));
});
