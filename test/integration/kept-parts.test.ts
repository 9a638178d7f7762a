import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import type { PartLabel } from "../../src/lib/state/part-file.ts";
import { openParts } from "../../src/lib/state/parts.ts";
import { listNames, readAll, writeText } from "../export/archive-files.ts";
import { archives } from "../export/archives.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { createRecordedLog } from "../export/recorded-log.ts";

const epochMs = Date.parse("2026-11-22T02:00:00Z");
const at = (seconds: number) => new Date(epochMs + seconds * 1_000);
const folder = "accounts/one/playlists/parts";
const collection = "playlist:one";

/** Opens the store as a run does that begins so many seconds after the epoch of these tests. */
async function openStore(
  archive: Archive,
  seconds: number,
  given: { refreshBefore?: Date; startedAt?: Date } = {},
) {
  const { log, warnings } = createRecordedLog();
  const now = () => at(seconds);
  const store = await openParts(archive, {
    folder,
    startedAt: at(seconds),
    refreshBefore: new Date(0),
    now,
    log,
    ...given,
  });
  return { ...store, warnings };
}

function labelOf(entries: readonly unknown[], given: Partial<PartLabel> = {}): PartLabel {
  const nulls = entries.filter((entry) => entry === null).length;
  return { collection, version: "v1", fullAt: at(0), entries: entries.length, nulls, details: "d", ...given };
}

async function partOf(entries: readonly unknown[]) {
  const part = createMemoryPart<unknown>();
  await part.append(entries, 0);
  return part;
}

async function save(
  archive: Archive,
  seconds: number,
  entries: readonly unknown[],
  given: Partial<PartLabel> = {},
) {
  const store = await openStore(archive, seconds);
  await store.save(labelOf(entries, given), await partOf(entries));
}

async function load(
  store: Awaited<ReturnType<typeof openStore>>,
  version: string | "newest",
  of = collection,
) {
  const part = createMemoryPart<unknown>();
  const label =
    version === "newest"
      ? await store.loadNewest(of, part)
      : await store.loadVersion({ collection: of, version }, part);
  const entries = (await Array.fromAsync(part.read())).flat();
  return label === undefined ? { label, entries } : { label, entries };
}

describe.each(archives)("parts kept in $kind", ({ openNew }) => {
  test("come back by their version, or as the newest of their collection, with all that was said of them", async () => {
    const archive = await openNew();
    await save(archive, 0, ["a", null], { version: "v1" });
    await save(archive, 5, ["a", null, "b"], { version: "v2", fullAt: at(3), details: "renamed" });
    await save(archive, 9, ["c"], { collection: "tracks", version: null });

    const store = await openStore(archive, 60);

    expect(await load(store, "v1")).toEqual({ label: labelOf(["a", null]), entries: ["a", null] });
    const second = {
      label: labelOf(["a", null, "b"], { version: "v2", fullAt: at(3), details: "renamed" }),
      entries: ["a", null, "b"],
    };
    expect(await load(store, "v2")).toEqual(second);
    expect(await load(store, "newest")).toEqual(second);
    expect((await load(store, "newest", "tracks")).entries).toEqual(["c"]);
    expect(await load(store, "v3")).toEqual({ label: undefined, entries: [] });
    expect(await load(store, "newest", "playlist:other")).toEqual({ label: undefined, entries: [] });
    expect(store.warnings).toEqual([]);
  });

  test("hold whatever Spotify sends, however much it is", async () => {
    const archive = await openNew();
    const odd = [null, {}, { name: 'a\u2028b\u2029c\u0085\r\n\t\\"' }, { name: "横山 🎵 ﷽" }, []];
    const many = Array.from({ length: 4_000 }, (_, place) => ({ place, name: "ß🎶".repeat(place % 60) }));
    await save(archive, 0, [...odd, ...many]);
    await save(archive, 0, [], { collection: "empty" });

    const store = await openStore(archive, 1);

    expect((await load(store, "newest")).entries).toEqual([...odd, ...many]);
    expect(await load(store, "newest", "empty")).toMatchObject({ label: { entries: 0 }, entries: [] });
  });

  test("are not written again when they were loaded and are as they were", async () => {
    const archive = await openNew();
    const entries = ["a", "b"];
    await save(archive, 0, entries);
    const before = await listNames(archive);
    const store = await openStore(archive, 60);
    await load(store, "v1");

    await store.save(labelOf(entries), await partOf(entries));
    expect(await listNames(archive)).toEqual(before);

    await store.save(labelOf(entries, { version: "v2" }), await partOf(entries));
    await store.save(labelOf(entries, { version: "v2", details: "renamed" }), await partOf(entries));
    await store.save(
      labelOf(entries, { version: "v2", details: "renamed", fullAt: at(1) }),
      await partOf(entries),
    );
    const changed = ["a", "c"];
    await store.save(
      labelOf(changed, { version: "v2", details: "renamed", fullAt: at(1) }),
      await partOf(changed),
    );
    expect(await listNames(archive)).toHaveLength(before.length + 4);
  });

  test("count as not there once they were last read in full too long ago", async () => {
    const archive = await openNew();
    await save(archive, 100, ["a"], { fullAt: at(50) });

    for (const [refreshBefore, entries] of [
      [at(49), ["a"]],
      [at(50), ["a"]],
      [at(51), []],
    ] as const) {
      const store = await openStore(archive, 200, { refreshBefore });
      expect((await load(store, "newest")).entries).toEqual(entries);
      expect((await load(store, "v1")).entries).toEqual(entries);
      expect(store.warnings).toEqual([]);
    }
  });

  test("of two stores that save at once are both whole, also in the same second", async () => {
    const archive = await openNew();
    const stores = await Promise.all([openStore(archive, 0), openStore(archive, 0)]);
    await Promise.all(
      stores.flatMap((store) =>
        ["one", "two", "three"].map(async (name) =>
          store.save(labelOf([name], { collection: name }), await partOf([name])),
        ),
      ),
    );
    await Promise.all(stores.map((store) => store.removeUnused(["one", "two", "three"])));

    expect(await listNames(archive)).toHaveLength(6);
    const next = await openStore(archive, 1);
    for (const name of ["one", "two", "three"]) {
      expect((await load(next, "newest", name)).entries).toEqual([name]);
    }
    expect(next.warnings).toEqual([]);
  });

  test("that were removed after they were listed are told and not loaded", async () => {
    const archive = await openNew();
    await save(archive, 0, ["a"]);
    const [name = ""] = await listNames(archive);
    const store = await openStore(archive, 1);
    await archive.remove(name);

    expect(await load(store, "v1")).toEqual({ label: undefined, entries: [] });
    expect(store.warnings).toMatchObject([{ name }]);
  });

  test("leave alone what is not theirs", async () => {
    const archive = await openNew();
    await save(archive, 0, ["a"]);
    const foreign = [
      `${folder}/readme.txt`,
      `${folder}/0123456789abcdef01234567.ndjson`,
      `${folder}/0123456789abcdef01234567_yesterday_today_0123456789abcdef01234567_01234567.ndjson`,
      `${folder}-of-others/0123456789abcdef01234567_2026-11-22T02-00-00Z_2026-11-22T02-00-00Z_0123456789abcdef01234567_01234567.ndjson`,
      "accounts/two/playlists/parts/note.txt",
    ];
    for (const name of foreign) {
      await writeText(archive, name, `${name}\n`);
    }

    const store = await openStore(archive, 60);
    await store.removeUnused([]);

    expect([...(await readAll(archive))].sort()).toEqual(foreign.map((name) => [name, `${name}\n`]).sort());
    expect(store.warnings).toEqual([]);
  });
});

describe.each(archives)("when a run has published, of the parts in $kind", ({ openNew }) => {
  test("those go that it has superseded, and those of collections that nobody wants any more", async () => {
    const archive = await openNew();
    await save(archive, 0, ["old"], { collection: "edited", version: "v1" });
    await save(archive, 1, ["older"], { collection: "kept", version: "v0" });
    await save(archive, 2, ["same"], { collection: "kept", version: "v1" });
    await save(archive, 3, ["gone"], { collection: "deleted" });
    await save(archive, 4, ["unused"], { collection: "not chosen this time" });

    const store = await openStore(archive, 60);
    await load(store, "v1", "edited");
    await store.save(labelOf(["new"], { collection: "edited", version: "v2" }), await partOf(["new"]));
    await load(store, "v1", "kept");
    await store.removeUnused(["edited", "kept", "not chosen this time"]);

    expect(await listNames(archive)).toHaveLength(3);
    const next = await openStore(archive, 61);
    expect((await load(next, "newest", "edited")).entries).toEqual(["new"]);
    expect((await load(next, "newest", "kept")).entries).toEqual(["same"]);
    expect((await load(next, "newest", "not chosen this time")).entries).toEqual(["unused"]);
  });

  test("those stay that others have saved since it began", async () => {
    const archive = await openNew();
    await save(archive, 0, ["old"]);
    const first = await openStore(archive, 10);
    await first.save(labelOf(["mine"], { version: "v2" }), await partOf(["mine"]));
    await save(archive, 20, ["theirs"], { version: "v3" });
    // It goes on with the first one's answers, and is as old as that, but sees what was saved between.
    const second = await openStore(archive, 30, { startedAt: at(10) });
    await load(second, "v2");

    await first.removeUnused([collection]);
    await second.removeUnused([collection]);

    const next = await openStore(archive, 60);
    expect((await load(next, "v1")).label).toBeUndefined();
    expect((await load(next, "v2")).entries).toEqual(["mine"]);
    expect((await load(next, "v3")).entries).toEqual(["theirs"]);
  });
});
