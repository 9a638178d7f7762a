import { mapAtOnce } from "../at-once.ts";
import { renderObject } from "../render/json.ts";
import type { List } from "../snapshot/lists.ts";
import { noMemory, toRecords } from "../snapshot/remembered.ts";
import type { Collected, CollectTools, Memories } from "./collected.ts";
import { librarySections } from "./library-sections.ts";
import { mergeReadings, toSection } from "./section.ts";

/** Reads every section of the library. One that fails is declared, with what came of it, and leaves the others whole. */
export async function collectLibrary(tools: CollectTools): Promise<Collected> {
  const collected = await mapAtOnce(librarySections, tools.concurrency, async ({ name, title, collect }) => {
    const section = await collect(tools);
    return { name, title, ...section };
  });
  return {
    keys: collected.filter(({ readList }) => readList !== undefined).map(({ name }) => name),
    readList: async (key) => expectList(await collected.find(({ name }) => name === key)?.readList?.()),
    toCsvFiles: (memories) => collected.map(({ name, toCsv }) => toCsv(memories.get(name) ?? noMemory)),
    renderJson: (memories) => ({
      remembered: renderMemories(memories),
      ...Object.fromEntries(collected.map(({ name, renderJson }) => [name, renderJson()])),
    }),
    jsonRows: mergeReadings(collected.map(({ reading }) => reading)).read,
    sections: Object.fromEntries(collected.map(({ name, reading }) => [name, toSection(reading)])),
    unavailable: collected.flatMap(({ name, title, reading: { shortfall } }) =>
      shortfall === undefined ? [] : [{ id: name, name: title, ...shortfall }],
    ),
    wanted: collected.flatMap(({ wanted }) => wanted),
    spared: collected.reduce((sum, { spared }) => sum + spared, 0),
  };
}

function expectList(list: List | undefined): List {
  if (list === undefined) {
    throw new TypeError("only lists that are compared are read");
  }
  return list;
}

/** Stands before the lists, so that whoever reads them knows it already. */
function renderMemories(memories: Memories) {
  const remembered = [...memories].flatMap(([name, memory]) => {
    const records = toRecords(memory);
    return records.length === 0 ? [] : [[name, records] as const];
  });
  return remembered.length === 0 ? undefined : renderObject(Object.fromEntries(remembered));
}
