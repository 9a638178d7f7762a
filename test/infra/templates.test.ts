import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Node } from "web-tree-sitter";
import { z } from "zod";
import { type AzureSchemas, findSchemaProblems } from "./azure-schemas.ts";
import { findDeclarations } from "./bicep-declarations.ts";
import { deploy } from "./bicep-deploy.ts";
import { descendants, parseBicep } from "./bicep-tree.ts";
import { choices, deployMain, deployments, infra, templates } from "./deployments.ts";

const schemas: AzureSchemas = z
  .record(z.string(), z.record(z.string(), z.record(z.string(), z.string())))
  .parse(await readJson("test/infra/azure-schemas.json"));

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(infra, "..", file), "utf8"));
}

describe("the grammar", () => {
  test.each([
    ["a resource without its body", "resource a 'T/a@1' ="],
    ["a brace that is never closed", "param a object = { b: 'c'"],
    ["a word that is no statement", "paramm a string"],
  ])("notices %s", (_, text) => {
    expect(parseBicep(text).problems).not.toEqual([]);
  });
});

describe.each([...templates])("%s", (_, root) => {
  test("declares nothing that it does not use", () => {
    const used = descendants(root).filter((node) => node.type === "identifier" && !isNamedHere(node));
    const names = new Set(used.map(({ text }) => text));
    const unused = findDeclarations(root).filter(
      ({ kind, name }) => (kind === "param" || kind === "var") && !names.has(name),
    );

    expect(unused.map(({ name }) => name)).toEqual([]);
  });
});

describe.each(Object.entries(deployments))("with %s chosen", (_, { resources }) => {
  test("every resource has a type, a version and properties that Azure knows", () => {
    const problems = resources.flatMap(({ type, apiVersion, body }) => {
      const schema = schemas[`${type}@${apiVersion}`];
      const found = schema === undefined ? ["not known in this version"] : findSchemaProblems(body, schema);
      return found.map((problem) => `${type}@${apiVersion}: ${problem}`);
    });

    expect(problems).toEqual([]);
  });

  test("no two resources have the same id", () => {
    const ids = resources.map(({ id }) => id);

    expect(ids).toEqual([...new Set(ids)]);
  });

  test("names keep to what Azure allows, whatever the environment is called", () => {
    const { resources: longest } = deployMain({ ...choices.least, environmentName: "e".repeat(64) });
    const lengths = [...resources, ...longest].map(({ type, name }) => [type, name.length] as const);

    expect(lengths.filter(([type, length]) => type.endsWith("storageAccounts") && length > 24)).toEqual([]);
    expect(lengths.filter(([type, length]) => type.endsWith("/vaults") && length > 24)).toEqual([]);
    expect(lengths.filter(([type, length]) => type === "Microsoft.Web/sites" && length > 43)).toEqual([]);
  });
});

describe("the schemas", () => {
  const schema = schemas["Microsoft.KeyVault/vaults@2024-11-01"] ?? {};
  const properties = { tenantId: "t", sku: { family: "A", name: "standard" } };

  test.each([
    [
      "a property that does not exist",
      { enablePurgeProtektion: true },
      "properties.enablePurgeProtektion is not in",
    ],
    [
      "a value of the wrong type",
      { enableSoftDelete: "true" },
      'properties.enableSoftDelete is "true", not bool',
    ],
    [
      "a word that is not one of the choices",
      { sku: { family: "A", name: "gold" } },
      'properties.sku.name is "gold"',
    ],
    [
      "a property of an object deep inside",
      { networkAcls: { ipRules: [{ ip: "1" }] } },
      "ipRules[0].ip is not in",
    ],
    [
      "what only Azure sets",
      { hsmPoolResourceId: "x" },
      "properties.hsmPoolResourceId is set by Azure alone",
    ],
  ])("notice %s", (_, extra, problem) => {
    const problems = findSchemaProblems(
      { name: "v", location: "l", properties: { ...properties, ...extra } },
      schema,
    );

    expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  test("notice a property that must be there", () => {
    expect(findSchemaProblems({ name: "v", properties }, schema)).toEqual(["location is missing"]);
  });

  test("are those of the resources that are used, and no others", () => {
    const used = Object.values(deployments).flatMap(({ resources }) =>
      resources.map(({ type, apiVersion }) => `${type}@${apiVersion}`),
    );

    expect(Object.keys(schemas).toSorted()).toEqual([...new Set(used)].toSorted());
  });
});

describe("the parameters", () => {
  test.each([
    ["a value that is not one of the choices", { nodeVersion: "20" }, "nodeVersion is"],
    ["a text in the place of a number", { coolAfterDays: "90" }, "coolAfterDays is no int"],
    [
      "a container whose -state would have too long a name",
      { exportContainer: "c".repeat(58) },
      "exportContainer is",
    ],
    ["a name that does not exist", { colour: "blue" }, "unknown parameters colour"],
  ])("refuse %s", (_, wrong, message) => {
    expect(() => deployMain({ ...choices.least, ...wrong })).toThrow(message);
  });

  test("that azd fills in are those of the main template, each from a variable of its own", async () => {
    const file = z
      .object({
        parameters: z.record(z.string(), z.strictObject({ value: z.string().regex(/^\$\{\w+\}$/) })),
      })
      .parse(await readJson("infra/main.parameters.json"));
    const main = findDeclarations(templates.get("main.bicep") ?? expect.fail()).filter(
      ({ kind }) => kind === "param",
    );

    // When it was deployed is not for anybody to say.
    expect([...Object.keys(file.parameters), "deployedAt"]).toEqual(main.map(({ name }) => name));
    const variables = Object.values(file.parameters).map(({ value }) => value);
    expect(new Set(variables).size).toBe(variables.length);
  });

  test("are each explained in the documentation", async () => {
    const [file, documentation] = await Promise.all(
      ["infra/main.parameters.json", "docs/deployment.md"].map((name) =>
        readFile(join(infra, "..", name), "utf8"),
      ),
    );
    const variables = [...(file ?? "").matchAll(/EXPORTER_\w+/g)].map(([name]) => name);

    expect(variables).toHaveLength(15);
    expect(variables.filter((name) => !documentation?.includes(`\`${name}\``))).toEqual([]);
  });

  test("of a module are given exactly as it declares them", () => {
    expect(() => deploy(templates, "identity.bicep", { name: "n", location: "l", tags: {} })).not.toThrow();
    expect(() => deploy(templates, "identity.bicep", { name: "n", location: "l" })).toThrow(
      "missing parameters tags",
    );
  });
});

/** Whether a name is given here, to a declaration or a property, and not used. */
function isNamedHere({ id, parent }: Node): boolean {
  const givesNames = parent?.type.endsWith("_declaration") === true || parent?.type === "object_property";
  return givesNames && parent?.firstNamedChild?.id === id;
}
