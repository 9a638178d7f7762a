import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../src/lib/secrets/secret.ts";

const hidden = new Secret("hush");

test.each([
  ["in a template", `${hidden}`],
  ["joined to text", String(hidden)],
  ["as JSON", JSON.stringify({ hidden })],
  ["inspected", inspect({ hidden }, { showHidden: true, depth: 10 })],
  ["formatted for a log", format("%s %o %O %j", hidden, hidden, hidden, hidden)],
  ["as an error's cause", inspect(new Error("failed", { cause: { hidden } }))],
  ["spread into an object", JSON.stringify({ ...hidden })],
])("a secret is not seen %s", (_, seen) => {
  expect(seen).not.toContain("hush");
});

test("a secret tells itself only when it is asked to", () => {
  expect(hidden.reveal()).toBe("hush");
});
