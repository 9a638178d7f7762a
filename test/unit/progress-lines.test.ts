import { expect, test } from "vitest";
import { createProgressLines } from "../../src/cli/progress-lines.ts";

function startProgress() {
  const clock = { nowMs: 0 };
  const lines: string[] = [];
  const display = createProgressLines(
    (line) => lines.push(line),
    () => clock.nowMs,
  );
  return { clock, lines, display };
}

test("a step that is done at once is one line", () => {
  const { lines, display } = startProgress();
  display.onProgress({ step: "Liked songs", done: 50, total: 1_200 });
  display.onProgress({ step: "Liked songs", done: 1_200, total: 1_200 });
  display.onProgress({ step: "Saved albums", done: 0, total: 0 });
  expect(lines).toEqual(["Liked songs: 1,200 of 1,200", "Saved albums: 0 of 0"]);
});

test("a long step is a line every five seconds", () => {
  const { clock, lines, display } = startProgress();
  for (let done = 1; done <= 30; done += 1) {
    clock.nowMs += 500;
    display.onProgress({ step: "Playlists", done, total: 30 });
  }
  expect(lines).toEqual(["Playlists: 10 of 30", "Playlists: 20 of 30", "Playlists: 30 of 30"]);
});

test("the five seconds run from the last line of any step", () => {
  const { clock, lines, display } = startProgress();
  clock.nowMs = 4_000;
  display.onProgress({ step: "Saved shows", done: 1, total: 1 });
  clock.nowMs = 8_999;
  display.onProgress({ step: "Playlists", done: 1, total: 2 });
  clock.nowMs = 9_000;
  display.onProgress({ step: "Playlists", done: 1, total: 2 });
  expect(lines).toEqual(["Saved shows: 1 of 1", "Playlists: 1 of 2"]);
});

test("a step of more than its total is no step at its end", () => {
  const { lines, display } = startProgress();
  for (const done of [50, 100, 150]) {
    display.onProgress({ step: "Liked songs", done, total: 100 });
  }
  expect(lines).toEqual(["Liked songs: 100 of 100"]);
});

test("what else is said stands between the lines, at any time", () => {
  const { lines, display } = startProgress();
  display.write("warning: spotify rate limited");
  display.onProgress({ step: "Playlists", done: 2, total: 2 });
  display.end();
  expect(lines).toEqual(["warning: spotify rate limited", "Playlists: 2 of 2"]);
});
