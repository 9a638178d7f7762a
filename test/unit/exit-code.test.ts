import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { exitCodeHelp, exitCodes, toExitCode } from "../../src/cli/exit-code.ts";
import { InterruptedError } from "../../src/cli/interrupt.ts";
import {
  ArchiveError,
  ConsentError,
  ExporterError,
  PausedError,
  SettingsError,
} from "../../src/lib/errors.ts";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";

test.each<[number, string, unknown]>([
  [0, "the help that was asked for", new CommanderError(0, "commander.helpDisplayed", "")],
  [1, "a bug", new TypeError("undefined is no function")],
  [1, "something thrown that is no error", "oh"],
  [1, "a failure without a code of its own", new ExporterError("no network")],
  [1, "an archive that cannot be written", new ArchiveError("disk full")],
  [1, "a request that failed", new SpotifyError("502")],
  [2, "a wrong setting", new SettingsError(["PLAYLIST_TYPE"])],
  [2, "an unknown option", new CommanderError(1, "commander.unknownOption", "")],
  [4, "a pause", new PausedError("later", new Date(0))],
  [5, "a consent that is over", new ConsentError("login")],
  [130, "Ctrl-C", new InterruptedError("SIGINT")],
  [143, "an end asked for by the system", new InterruptedError("SIGTERM")],
])("exit code %i tells of %s", (code, _, error) => {
  expect(toExitCode(error)).toBe(code);
});

test.each(Object.entries(exitCodes))("the help explains the code for %s", (_, code) => {
  expect(exitCodeHelp).toMatch(new RegExp(`^  ${code} `, "m"));
});
