import { appendFile, cp, mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestsIn, startUser } from "./user.ts";

async function makeOld(folder: string): Promise<void> {
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1_000);
  for (const name of await readdir(folder)) {
    await utimes(join(folder, name), twoHoursAgo, twoHoursAgo);
  }
}

describe("verify", () => {
  test("tells that the newest snapshots are whole, and needs no credentials for it", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "--out", "mine"]);
    const manifests = await manifestsIn(join(cwd, "mine"));

    const text = await run(["verify", "--out", "mine"], {});
    const json = await run(["verify", "--out", "mine", "--json"], {});

    expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
    expect(text.stdout).toMatch(/^Verified 2 snapshots: all is whole\.$/m);
    for (const { kind, id, files } of manifests) {
      expect(text.stdout).toMatch(
        new RegExp(`^${kind} ${id}: whole, ${files.length} files, \\d+ entries, [\\d.]+ kB$`, "m"),
      );
      expect(text.stderr).toMatch(new RegExp(`^${kind}/${id}: ([\\d,]+) of \\1$`, "m"));
    }
    expect(JSON.parse(json.stdout)).toEqual({
      location: join(cwd, "mine"),
      snapshots: manifests.map(({ kind, id }) =>
        expect.objectContaining({ kind, id, problems: [], notes: [] }),
      ),
    });
  });

  test("ends with 1 where something is wrong, and says in which file and what", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "--out", "mine"]);
    const [library, playlists] = await manifestsIn(join(cwd, "mine"));
    const folder = join(cwd, "mine/library", library?.id ?? "");
    const albums = `albums_${library?.id}.csv`;
    await appendFile(join(folder, albums), "x");
    await rm(join(folder, `shows_${library?.id}.csv`));

    const { exitCode, stdout } = await run(["verify", "--all", "--out", "mine"], {});

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`\nlibrary ${library?.id}: 3 problems\n`);
    expect(stdout).toContain(`\n  ${albums}: is longer than it was written`);
    expect(stdout).toContain(`\n  shows_${library?.id}.csv: is missing\n`);
    expect(stdout).toContain(`\nVerified 2 snapshots: 1 with problems (library/${library?.id}).`);
    const one = await run(["verify", `playlists/${playlists?.id}`, "--out", "mine", "--json"], {});
    expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"problems": []') });
  });

  test("tells a copy under another name, and a folder without a manifest", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "library"]);
    const library = join(cwd, "exports/library");
    const [id = ""] = await readdir(library);
    await cp(join(library, id), join(library, "2020-01-01T00-00-00Z"), { recursive: true });
    await cp(join(library, id), join(library, "2020-01-02T00-00-00Z"), { recursive: true });
    await rm(join(library, "2020-01-02T00-00-00Z/manifest.json"));
    await cp(join(library, "2020-01-02T00-00-00Z"), join(library, "2020-01-03T00-00-00Z"), {
      recursive: true,
    });
    await makeOld(join(library, "2020-01-03T00-00-00Z"));

    const underWay = await run(["verify", "2020-01-02T00-00-00Z"], {});
    expect(underWay.exitCode).toBe(0);
    expect(underWay.stdout).toMatch(
      /: nothing to verify\n {2}note: has no .*\nNo snapshot was verified\.\n$/,
    );

    const { exitCode, stdout } = await run(["verify", "--all", "--json"], {});

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).snapshots).toMatchObject([
      {
        id: "2020-01-01T00-00-00Z",
        problems: [{ file: "manifest.json", problem: `belongs to library/${id}` }],
      },
      {
        id: "2020-01-02T00-00-00Z",
        problems: [],
        notes: ["has no manifest.json: a run may still be under way there"],
      },
      {
        id: "2020-01-03T00-00-00Z",
        problems: [
          { file: "manifest.json", problem: expect.stringContaining("is missing: a run was killed") },
        ],
      },
      { id, problems: [] },
    ]);
  });

  test("says that a folder of the user's own is none of its business", async () => {
    const { run, cwd } = await startUser();
    await run(["export", "library"]);
    await mkdir(join(cwd, "exports/library/notes"));
    await writeFile(join(cwd, "exports/library/notes/mine.txt"), "mine");

    const { exitCode, stdout } = await run(["verify", "--all"], {});

    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "\nlibrary notes: nothing to verify\n  note: is no snapshot: the exporter leaves it alone\n",
    );
    expect(stdout).toMatch(/^Verified 1 snapshot: all is whole\.$/m);
  });

  test("takes what `diff` takes for a snapshot", async () => {
    const { run } = await startUser();
    await run(["export"]);
    const { exitCode, stdout } = await run(["verify", "library/2"], {});
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    const dated = await run(["verify", `library/${new Date().getUTCFullYear()}`], {});
    expect(dated.stdout).toMatch(/^library .*: whole, .*\nVerified 1 snapshot: all is whole\.$/m);
    expect(await run(["verify", "previous"], {})).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/library snapshot .*\(.*2\d{3}-.*So nothing was verified\.\n$/),
    });
  });

  test("is no success where there is nothing to verify", async () => {
    const { run } = await startUser();
    expect(await run(["verify"], {})).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^error: There is no snapshot in .*, so nothing was verified\./),
    });
    await run(["export", "library"]);
    const { exitCode, stdout } = await run(["verify", "2020-01-01T00-00-00Z", "--json"], {});
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        name: "ExporterError",
        message: expect.stringMatching(/, there is no library\/2020-.* \(the newest: 2/),
      },
    });
  });

  test.each([
    ["--latest", "--all"],
    ["2020-01-01T00-00-00Z", "--all"],
    ["a", "b"],
  ])("takes one choice: %s %s", async (...args) => {
    const { run } = await startUser();
    expect(await run(["verify", ...args], {})).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
