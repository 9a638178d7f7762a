import { expect, test } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { openParts } from "../../src/lib/state/parts.ts";
import { listNames, misreadArchive, readAll, replaceText } from "../export/archive-files.ts";
import { expectedLibrary, expectedPlaylists } from "../export/expected.ts";
import { startMachine } from "../export/machine.ts";
import { createMemoryPart } from "../export/memory-part.ts";
import { exportMinimum } from "../export/minimum.ts";
import { createRecordedLog } from "../export/recorded-log.ts";
import { readLibrary, readPlaylists } from "../export/snapshot-documents.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { generateLibrary } from "../fake-spotify/generated-library.ts";

const collection = "playlist:one";
const started = new Date("2026-11-22T02:00:00Z");

async function openStore(archive: Archive) {
  const { log, warnings } = createRecordedLog();
  const refreshBefore = new Date(0);
  const store = await openParts(archive, {
    folder: "parts",
    startedAt: started,
    refreshBefore,
    now: () => started,
    log,
  });
  return { store, warnings };
}

/** An archive with one small part, its name, and its bytes. */
async function keepSmallPart() {
  const archive = openFolder(await temporaryFolder());
  const { store } = await openStore(archive);
  const part = createMemoryPart<unknown>();
  await part.append([{ name: "Amélie" }, null], 0);
  await store.save({ collection, version: "v1", fullAt: started, entries: 2, nulls: 1, details: "" }, part);
  const [name = "", text = ""] = [...(await readAll(archive))][0] ?? [];
  return { archive, name, bytes: Buffer.from(text) };
}

/** Whether a store loads the part though it is read as these bytes; if it does not, it must say so and leave nothing. */
async function isLoadedAs(archive: Archive, bytes: Uint8Array): Promise<boolean> {
  const { store, warnings } = await openStore(misreadArchive(archive, () => bytes));
  const part = createMemoryPart<unknown>();
  const label = await store.loadNewest(collection, part);
  const isLoaded = label !== undefined;
  expect(warnings).toHaveLength(isLoaded ? 0 : 1);
  expect((await Array.fromAsync(part.read())).flat()).toHaveLength(isLoaded ? 2 : 0);
  return isLoaded;
}

test("a part is loaded as it was written", async () => {
  const { archive, bytes } = await keepSmallPart();
  expect(await isLoadedAs(archive, bytes)).toBe(true);
});

test.each([1, 2, 16, 32, 128])("a part of which any one byte differs by %i is not loaded", async (bit) => {
  const { archive, bytes } = await keepSmallPart();
  const loaded: string[] = [];
  for (const [place, byte] of bytes.entries()) {
    const flipped = Buffer.from(bytes);
    flipped[place] = byte ^ bit;
    if (await isLoadedAs(archive, flipped)) {
      loaded.push(flipped.toString("utf8"));
    }
  }
  expect(loaded).toEqual([]);
});

test("a part that was cut off anywhere, or has lost a line, or has one twice, is not loaded", async () => {
  const { archive, bytes } = await keepSmallPart();
  for (let length = 0; length < bytes.length; length += 1) {
    expect(await isLoadedAs(archive, bytes.subarray(0, length))).toBe(false);
  }
  const lines = bytes.toString("utf8").split(/(?<=\n)/);
  expect(lines).toHaveLength(4);
  for (const place of lines.keys()) {
    expect(await isLoadedAs(archive, Buffer.from(lines.toSpliced(place, 1).join("")))).toBe(false);
    expect(
      await isLoadedAs(archive, Buffer.from(lines.toSpliced(place, 0, lines[place] ?? "").join(""))),
    ).toBe(false);
  }
});

test("where the newest part is damaged the one before it is the newest", async () => {
  const { archive } = await keepSmallPart();
  const later = createMemoryPart<unknown>();
  await later.append(["later"], 0);
  const { log } = createRecordedLog();
  const laterStore = await openParts(archive, {
    folder: "parts",
    startedAt: started,
    refreshBefore: new Date(0),
    now: () => new Date(started.getTime() + 5_000),
    log,
  });
  await laterStore.save(
    { collection, version: "v2", fullAt: started, entries: 1, nulls: 0, details: "" },
    later,
  );
  const damaged = misreadArchive(archive, (bytes, name) =>
    name.includes("02-00-05Z") ? bytes.subarray(0, -2) : bytes,
  );
  const { store, warnings } = await openStore(damaged);

  const part = createMemoryPart<unknown>();
  expect(await store.loadNewest(collection, part)).toMatchObject({ version: "v1", entries: 2 });
  expect((await Array.fromAsync(part.read())).flat()).toEqual([{ name: "Amélie" }, null]);
  expect(warnings).toHaveLength(1);
});

test.each(["library", "playlists"] as const)(
  "an export of the %s whose kept parts are all damaged tells it and reads everything again",
  async (kind) => {
    const library = generateLibrary({ playlists: 8, entries: 900, likes: 300, seed: 6 });
    const machine = await startMachine({ library });
    await machine.run(kind);
    const names = await listNames(machine.state);
    for (const [name, text] of await readAll(machine.state)) {
      const middle = Math.floor(text.length / 2);
      await replaceText(machine.state, name, `${text.slice(0, middle)}~${text.slice(middle + 1)}`);
    }
    const { log, warnings } = createRecordedLog();
    const asked = machine.asked();

    const manifest = await machine.run(kind, { log });

    expect(new Set(warnings.map(({ name }) => name))).toEqual(new Set(names));
    expect(machine.asked() - asked).toBe(exportMinimum(kind, library));
    expect(manifest).toMatchObject({ status: "complete", requests: { reused: 0 } });
    if (kind === "library") {
      expect(await readLibrary(machine.archive, manifest)).toMatchObject(expectedLibrary(library, "2026"));
    } else {
      const { playlists } = await readPlaylists(machine.archive, manifest);
      expect(playlists).toEqual(expectedPlaylists(library, "2026"));
    }
    // The new ones are whole, and the damaged ones are gone.
    const again = createRecordedLog();
    await machine.run(kind, { log: again.log });
    expect(again.warnings).toEqual([]);
    expect((await listNames(machine.state)).filter((name) => names.includes(name))).toEqual([]);
  },
);
