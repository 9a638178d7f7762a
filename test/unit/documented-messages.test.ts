import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test("docs/operations.md lists every message of the log, since alert rules look for them", async () => {
  const documented = await readFile(join(root, "docs/operations.md"), "utf8");
  const messages = await findMessages();

  expect(messages.length).toBeGreaterThan(30);
  expect(messages.filter((message) => !documented.includes(`\`${message}\``))).toEqual([]);
});

/** The texts that stand first in a call of the log, also where one of two is chosen there. */
async function findMessages(): Promise<readonly string[]> {
  const folder = join(root, "src/lib");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) =>
    [...text.matchAll(/\blog\.(?:info|warn)\(\s*(?:\w+ \? "([^"]+)" : )?"([^"]+)"/g)].flatMap(
      ([, one, other]) => [one, other].filter((message) => message !== undefined),
    ),
  );
}
