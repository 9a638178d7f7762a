import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { ArchiveError } from "../../src/lib/errors.ts";
import { testContainer } from "../azure/test-container.ts";

const csv = { contentType: "text/csv; charset=utf-8" };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotify-exporter-archive-"));
});
afterAll(() => rm(folder, { recursive: true }));

const kinds: readonly { kind: string; openNew(): Archive }[] = [
  { kind: "a folder", openNew: () => openFolder(join(folder, crypto.randomUUID())) },
  { kind: "a container", openNew: () => openContainer(testContainer(inject("azurite").connectionString)) },
];

describe.each(kinds)("an archive in $kind", ({ openNew }) => {
  test("can be prepared, again and again, and holds nothing then", async () => {
    const archive = openNew();

    await archive.prepare();
    await archive.prepare();

    expect(await names(archive, "")).toEqual([]);
  });

  test("gives back the bytes it was given and tells their number and hash", async () => {
    const archive = openNew();
    const content = "Name,Artist\r\nAmélie,横山 🎵\r\n";

    const kept = await archive.write("library/one/liked songs – ★.csv", chunks(content), csv);

    expect(kept).toEqual({ bytes: Buffer.byteLength(content), sha256: sha256(content), isNew: true });
    expect(await text(archive.read("library/one/liked songs – ★.csv"))).toBe(content);
  });

  test("keeps an empty file", async () => {
    const archive = openNew();

    expect(await archive.write("empty.csv", chunks(), csv)).toEqual({
      bytes: 0,
      sha256: sha256(""),
      isNew: true,
    });
    expect(await text(archive.read("empty.csv"))).toBe("");
    expect(await names(archive, "")).toEqual(["empty.csv"]);
  });

  test("keeps a file larger than any buffer of its own, given in many small chunks", async () => {
    const archive = openNew();
    const row = "spotify:track:4uLU6hMCjMI75M1A2tKUQC,ß🎶\r\n";
    const rows = Math.ceil((9 * 1024 * 1024) / Buffer.byteLength(row));

    const kept = await archive.write("large.csv", repeat(row, rows), csv);

    const whole = row.repeat(rows);
    expect(kept).toEqual({ bytes: Buffer.byteLength(whole), sha256: sha256(whole), isNew: true });
    expect(sha256(await text(archive.read("large.csv")))).toBe(kept.sha256);
  });

  test("makes a character whole that was cut between two chunks", async () => {
    const archive = openNew();

    await archive.write("cut.csv", chunks("a\uD83C", "\uDFB5b"), csv);

    expect(await text(archive.read("cut.csv"))).toBe("a🎵b");
  });

  test("takes the same content for the same name again, and tells that it is not new", async () => {
    const archive = openNew();
    const first = await archive.write("a/b.csv", chunks("same"), csv);

    expect(await archive.write("a/b.csv", chunks("sa", "me"), csv)).toEqual({ ...first, isNew: false });
  });

  test.each(["other content", "", "SAME"])("never overwrites a file, not with %j either", async (other) => {
    const archive = openNew();
    await archive.write("a/b.csv", chunks("same"), csv);

    await expect(archive.write("a/b.csv", chunks(other), csv)).rejects.toThrow(ArchiveError);
    expect(await text(archive.read("a/b.csv"))).toBe("same");
  });

  test("lets exactly one of several writers of a name win, and tells the others", async () => {
    const archive = openNew();
    const contents = ["one", "two", "three", "one"];

    const results = await Promise.allSettled(
      contents.map((content) => archive.write("n.csv", chunks(content, content), csv)),
    );

    const winner = await text(archive.read("n.csv"));
    const expected = contents.map((content) => (content + content === winner ? "fulfilled" : "rejected"));
    expect(results.map(({ status }) => status)).toEqual(expected);
    expect(await names(archive, "")).toEqual(["n.csv"]);
  });

  test("passes on what the content itself throws, and keeps nothing", async () => {
    const archive = openNew();
    const failure = new Error("spotify said no");

    await expect(archive.write("a/b.csv", failing(failure, "x".repeat(5_000_000)), csv)).rejects.toBe(
      failure,
    );

    expect(await names(archive, "")).toEqual([]);
    await expect(text(archive.read("a/b.csv"))).rejects.toThrow(ArchiveError);
  });

  test("lists files by whole name, with their sizes, below a prefix that may end anywhere", async () => {
    const archive = openNew();
    for (const name of ["b/z.csv", "a/2/x.csv", "a/10/x.csv", "a.csv", "a-b.csv", "é.csv"]) {
      await archive.write(name, chunks(name), csv);
    }

    expect(await names(archive, "")).toEqual([
      "a-b.csv",
      "a.csv",
      "a/10/x.csv",
      "a/2/x.csv",
      "b/z.csv",
      "é.csv",
    ]);
    expect(await names(archive, "a/")).toEqual(["a/10/x.csv", "a/2/x.csv"]);
    expect(await names(archive, "a/1")).toEqual(["a/10/x.csv"]);
    expect(await names(archive, "c/")).toEqual([]);
    expect(await Readable.from(archive.list("b/")).toArray()).toMatchObject([{ name: "b/z.csv", bytes: 7 }]);
  });

  test("tells when a file was written, as exactly as it stores it", async () => {
    const archive = openNew();
    const beforeMs = Date.now();
    await archive.write("a.csv", chunks("a"), csv);
    const afterMs = Date.now();

    const [file] = await Readable.from(archive.list("")).toArray();

    // A blob's time is told in whole seconds.
    expect(file.modifiedAt.getTime()).toBeGreaterThan(beforeMs - 1_000);
    expect(file.modifiedAt.getTime()).toBeLessThan(afterMs + 1_000);
  });

  test("lists nothing where there is no archive yet, and has nothing to remove there", async () => {
    const archive = openNew();

    expect(await names(archive, "")).toEqual([]);
    await archive.remove("library/one.csv");
  });

  test("says which file is missing", async () => {
    const archive = openNew();
    await archive.write("there.csv", chunks("x"), csv);

    await expect(text(archive.read("not there.csv"))).rejects.toThrow(/^Could not read .*not there\.csv/);
    await expect(text(archive.read("not there.csv"))).rejects.toThrow(ArchiveError);
  });

  test("removes a file once and for all, and its neighbours stay", async () => {
    const archive = openNew();
    await archive.write("a/b/one.csv", chunks("1"), csv);
    await archive.write("a/two.csv", chunks("2"), csv);

    await archive.remove("a/b/one.csv");
    await archive.remove("a/b/one.csv");

    expect(await names(archive, "")).toEqual(["a/two.csv"]);
    expect(await archive.write("a/b/one.csv", chunks("new"), csv)).toMatchObject({ bytes: 3 });
  });

  test.each(["../out.csv", "/etc/passwd", "a/../../out.csv", "a//b", "", ".hidden", "a\\..\\b", "a\0b"])(
    "refuses the name %j, whatever is to be done with it",
    async (name) => {
      const archive = openNew();

      await expect(archive.write(name, chunks("x"), csv)).rejects.toThrow(ArchiveError);
      await expect(text(archive.read(name))).rejects.toThrow(ArchiveError);
      await expect(archive.remove(name)).rejects.toThrow(ArchiveError);
    },
  );
});

async function* chunks(...texts: string[]): AsyncGenerator<string, void> {
  yield* texts;
}

async function* repeat(row: string, times: number): AsyncGenerator<string, void> {
  for (let index = 0; index < times; index++) {
    yield row;
  }
}

async function* failing(error: Error, before: string): AsyncGenerator<string, void> {
  yield before;
  throw error;
}

async function names(archive: Archive, prefix: string): Promise<string[]> {
  const listed: string[] = [];
  for await (const { name } of archive.list(prefix)) {
    listed.push(name);
  }
  return listed;
}

function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
