import { describe, expect, onTestFinished, test } from "vitest";
import { makeSmallLibrary } from "../export/small-library.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import type { FakeRequest } from "../fake-spotify/faults.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";
import { fakeSecrets } from "../setup/secrets.ts";
import { runCommandLine, settingsFor } from "./command-line.ts";
import { noPython, runOnTerminal } from "./pseudo-terminal.ts";
import { readScreens } from "./screen.ts";

/** Runs an export on a terminal, and gives all that was sent to it. */
async function exportOnTerminal(args: readonly string[], fake: FakeSpotify): Promise<string> {
  const output = await runOnTerminal(["export", ...args], {
    cwd: await temporaryFolder(),
    env: settingsFor(fake),
  });
  expect(output).not.toMatch(fakeSecrets);
  return output;
}

async function startFake(options: Partial<FakeSpotifyOptions> = {}): Promise<FakeSpotify> {
  const fake = await startFakeSpotify({ library: makeSmallLibrary(), ...options });
  onTestFinished(() => fake.stop());
  return fake;
}

/** The bars of a screen: the step's name, and how much of it is done. */
function readBars(screen: readonly string[]) {
  return screen.flatMap((line) => {
    const [, step, done, total] = /^(\S.*?) +[━─]{30} ([\d,]+)\/([\d,]+)$/.exec(line) ?? [];
    return step === undefined ? [] : [{ step, done, total }];
  });
}

describe("on a terminal", () => {
  test("a bar with counts is drawn for each step", async (context) => {
    context.skip(noPython !== undefined, noPython);
    const fake = await startFake({ latencyMs: 120 });

    const output = await exportOnTerminal(["library"], fake);

    expect(output).toMatch(/Liked songs +\S+ 50\/60/);
    expect(output).toMatch(/Liked songs +\S+ 60\/60/);
    expect(output).toMatch(/Top artists \(long_term\) +\S+ 3\/3/);
    expect(output.indexOf("library: complete")).toBeGreaterThan(output.lastIndexOf(" 3/3"));
    // The cursor, hidden while bars are drawn, is shown again.
    expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThan(output.lastIndexOf("\u001b[?25l"));
  });

  test("steps that go on at once have a bar each, and at the end all are full, above the result", async (context) => {
    context.skip(noPython !== undefined, noPython);
    const library = generateLibrary({ playlists: 6, entries: 200, likes: 230, albums: 230, seed: 7 });
    const fake = await startFake({ library, latencyMs: 150 });

    const screens = readScreens(await exportOnTerminal([], fake));

    const mostAtOnce = screens.map((screen) => readBars(screen).filter(({ done, total }) => done !== total));
    expect(Math.max(...mostAtOnce.map((bars) => bars.length))).toBeGreaterThan(1);
    const last = screens.at(-1) ?? [];
    const bars = readBars(last);
    expect(bars.map(({ step }) => step).toSorted()).toEqual(
      [
        ...["Liked songs", "Saved albums", "Followed artists", "Saved shows", "Saved episodes"],
        ...["Saved audiobooks", "List of playlists", "Playlists"],
        ...["short_term", "medium_term", "long_term"].flatMap((range) => [
          `Top tracks (${range})`,
          `Top artists (${range})`,
        ]),
      ].toSorted(),
    );
    expect(bars.filter(({ done, total }) => done !== total)).toEqual([]);
    const result = last.findIndex((line) => line.startsWith("library: complete"));
    expect(readBars(last.slice(result))).toEqual([]);
  });

  test("warnings stand above the bars, and break none of them", async (context) => {
    context.skip(noPython !== undefined, noPython);
    const fake = await startFake({ latencyMs: 60 });
    const does = { kind: "answer", status: 502, body: "" } as const;
    fake.misbehave({ when: ({ path }) => path === "/me/albums", does });
    // By now the other bars are full and would not be drawn again.
    const isLast = ({ path, query }: FakeRequest) =>
      path === "/me/top/artists" && query.get("time_range") === "long_term";
    fake.misbehave({ when: isLast, does });

    const screens = readScreens(await exportOnTerminal(["library"], fake));

    const last = (screens.at(-1) ?? []).filter((line) => line !== "");
    const details =
      /^warning: spotify request failed, trying again request="GET \S+" failure="502 Bad Gateway" waitMs=\d+$/;
    expect(last.slice(0, 2)).toEqual([expect.stringMatching(details), expect.stringMatching(details)]);
    expect(last.filter((line) => line.startsWith("warning: "))).toHaveLength(2);
    const bars = readBars(last.slice(2, 14));
    expect(bars).toHaveLength(12);
    expect(bars.filter(({ done, total }) => done !== total)).toEqual([]);
    expect(last[14]).toMatch(/^library: complete/);
  });
});

test("elsewhere there are plain lines without control characters", async () => {
  const fake = await startFake();

  const { stdout, stderr } = await runCommandLine(["export"], {
    cwd: await temporaryFolder(),
    env: settingsFor(fake),
  });

  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  // Several steps go on at once, and each has a line when it is done.
  expect(stderr.trimEnd().split("\n").toSorted()).toEqual(
    [
      ...[
        "Liked songs: 60 of 60",
        "Saved albums: 3 of 3",
        "Followed artists: 55 of 55",
        "Saved shows: 1 of 1",
      ],
      ...["Saved episodes: 2 of 2", "Saved audiobooks: 1 of 1"],
      ...["List of playlists: 56 of 56", "Playlists: 55 of 55"],
      ...["short_term", "medium_term", "long_term"].flatMap((range) => [
        `Top tracks (${range}): 50 of 50`,
        `Top artists (${range}): 3 of 3`,
      ]),
    ].toSorted(),
  );
});
