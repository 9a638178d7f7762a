import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { runCommandLine } from "./command-line.ts";

const root = join(import.meta.dirname, "../..");
const packageJson = z
  .object({ version: z.string(), main: z.string(), bin: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));

test("the version is that of package.json", async () => {
  const run = await runCommandLine(["--version"], { cwd: await temporaryFolder() });
  expect(run).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: "" });
});

test("the help lists the commands and the exit codes", async () => {
  const { exitCode, stdout, stderr } = await runCommandLine(["--help"], { cwd: await temporaryFolder() });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ {2}export .*\n(.*\n)* {2}snapshots /m);
  for (const code of [
    "0  done",
    "1  failed",
    "2  wrong use",
    "3  done, but partial",
    "4  paused",
    "5  the user must",
    "129, 130, 143  interrupted",
  ]) {
    expect(stdout).toContain(code);
  }
});

test.each(["export", "snapshots"])("%s explains its options", async (command) => {
  const { exitCode, stdout } = await runCommandLine([command, "--help"], { cwd: await temporaryFolder() });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/--out <folder>(.|\n)*--json/);
});

describe("wrong use ends with exit code 2 and a hint", () => {
  test.each([
    { args: ["exprot"], hint: /unknown command 'exprot'/ },
    { args: [], hint: /Usage: spotify-exporter/ },
    { args: ["export", "everything"], hint: /'everything' is invalid.*choices are library, playlists, all/ },
    { args: ["export", "library", "playlists"], hint: /too many arguments/ },
    { args: ["export", "--ouch"], hint: /unknown option '--ouch'/ },
    { args: ["export", "--out"], hint: /'--out <folder>' argument missing/ },
    { args: ["snapshots", "--yaml"], hint: /unknown option '--yaml'/ },
  ])("$args", async ({ args, hint }) => {
    const { exitCode, stdout, stderr } = await runCommandLine(args, { cwd: await temporaryFolder() });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(hint);
  });
});

test("package.json names files that the build makes", async () => {
  for (const file of [packageJson.main, ...Object.values(packageJson.bin)]) {
    await expect(access(join(root, file))).resolves.toBeUndefined();
  }
  expect(packageJson.bin).toHaveProperty("spotify-exporter");
  expect(await readFile(join(root, packageJson.bin["spotify-exporter"] ?? ""), "utf8")).toMatch(
    /^#!\/usr\/bin\/env node\n/,
  );
});
