import { mapAtOnce } from "../at-once.ts";
import type { Collected, CollectTools } from "./collected.ts";
import { librarySections } from "./library-sections.ts";
import { mergeReadings, toSection } from "./section.ts";

/** Reads every section of the library. One that fails is declared, with what came of it, and leaves the others whole. */
export async function collectLibrary(tools: CollectTools): Promise<Collected> {
  const collected = await mapAtOnce(librarySections, tools.concurrency, async ({ name, title, collect }) => {
    const section = await collect(tools);
    return { name, title, ...section };
  });
  return {
    csvFiles: collected.map(({ csv }) => csv),
    renderJson: () => Object.fromEntries(collected.map(({ name, renderJson }) => [name, renderJson()])),
    jsonRows: mergeReadings(collected.map(({ reading }) => reading)).read,
    sections: Object.fromEntries(collected.map(({ name, reading }) => [name, toSection(reading)])),
    unavailable: collected.flatMap(({ name, title, reading: { shortfall } }) =>
      shortfall === undefined ? [] : [{ id: name, name: title, ...shortfall }],
    ),
    wanted: collected.flatMap(({ wanted }) => wanted),
    spared: collected.reduce((sum, { spared }) => sum + spared, 0),
  };
}
