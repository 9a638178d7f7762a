import { describe, expect, test } from "vitest";
import { toDoctorExitCode } from "../../src/cli/doctor.ts";
import { formatDiagnosis, formatFinding } from "../../src/cli/format-doctor.ts";
import type { Style } from "../../src/cli/terminal.ts";
import type { Finding } from "../../src/lib/doctor/finding.ts";

const plain: Style = (_, text) => text;
const tagged: Style = (emphasis, text) => `<${emphasis}>${text}</>`;

const well: Finding = { check: "version", state: "ok", text: "spotify-exporter 0.1.0 on Node.js 22.23.3" };
const soon: Finding = { check: "consent", state: "warning", text: "ends soon", advice: "Authorise again." };
const unset: Finding = { check: "queue", state: "skipped", text: "not set" };
const broken: Finding = {
  check: "playlists",
  state: "failed",
  text: "overdue",
  advice: "Make one.\nOr two.",
};

test("findings stand in columns, each with a mark that needs no colour, and what to do below", () => {
  expect([well, soon, unset, broken].map((finding) => formatFinding(finding, plain)).join("\n")).toBe(`\
✓ version    spotify-exporter 0.1.0 on Node.js 22.23.3
! consent    ends soon
             Authorise again.
– queue      not set
✗ playlists  overdue
             Make one.
             Or two.`);
});

test("the mark alone has a colour", () => {
  expect([well, soon, unset, broken].map((finding) => formatFinding(finding, tagged).split("  ")[0])).toEqual(
    ["<green>✓</> version", "<yellow>!</> consent", "<cyan>–</> queue", "<red>✗</> playlists"],
  );
});

test("what others have written does not get at the terminal", () => {
  const finding: Finding = { check: "account", state: "failed", text: "\u001b[31mMe", advice: "No.\u0007" };

  expect(formatFinding(finding, plain)).toBe("✗ account     [31mMe\n             No. ");
});

describe("the last line tells whether all is well", () => {
  test.each<[string, readonly Finding[]]>([
    ["All is well: 1 ok.", [well]],
    ["All is well: 1 ok, 1 skipped.", [well, unset]],
    ["Nothing is broken: 1 warning, 1 ok.", [well, soon]],
    ["Not all is well: 2 failed, 1 warning, 1 ok, 1 skipped.", [well, soon, unset, broken, broken]],
  ])("%s", (line, findings) => {
    expect(formatDiagnosis(findings, plain)).toBe(line);
  });
});

describe("the exit code tells what is to be mended first", () => {
  const settings: Finding = { ...broken, cause: "settings" };
  const consent: Finding = { ...broken, cause: "consent" };

  test.each<[number, string, readonly Finding[]]>([
    [0, "nothing, where there are warnings at most", [well, soon, unset]],
    [2, "the settings before all", [consent, settings, broken]],
    [5, "the consent before what is broken by it", [broken, consent]],
    [1, "anything else", [well, broken]],
  ])("%i: %s", (exitCode, _, findings) => {
    expect(toDoctorExitCode(findings)).toBe(exitCode);
  });
});
