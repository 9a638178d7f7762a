// Writes test/infra/azure-schemas.json anew: the shapes of the resource types that infra/ uses, in the versions that it names.
//
//   node scripts/update-azure-schemas.ts [types.md …]
//
// They come from Microsoft's own package, which npx fetches for the moment (140 MB). It lacks a few types. Those are read from
// the files given: types.md of github.com/Azure/bicep-types-az, below generated/<service>/<provider>/<version>.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { AzureSchema } from "../test/infra/azure-schemas.ts";
import { deployments } from "../test/infra/deployments.ts";

type Properties = Readonly<Record<string, string>>;

const property = z.object({ name: z.string(), type: z.string(), flags: z.string().default("") });
const object = z.object({
  name: z.string(),
  properties: z.array(property),
  additionalPropertiesType: z.string().nullish(),
});
/** One of several bodies, told apart by the resource's name. */
const bodies = z.object({ elements: z.array(object) });
const answer = z.object({
  results: z.object({
    BicepSchemaResult: z.array(
      z.looseObject({ name: z.string(), bodyType: z.union([object, bodies]).optional() }),
    ),
  }),
});

const resources = deployments.everything.resources;
const files = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const ids = [...new Set(resources.map(({ type, apiVersion }) => `${type}@${apiVersion}`))].toSorted();
const schemas = Object.fromEntries(
  ids.map((id) => {
    console.log(id);
    return [id, prune(readMarkdown(id) ?? ask(id))];
  }),
);
writeFileSync(
  new URL("../test/infra/azure-schemas.json", import.meta.url),
  // One line an object: short, and a change shows where it is.
  `${JSON.stringify(schemas, null, 1)
    .replaceAll(/\n {3,}/g, " ")
    .replaceAll(/\n {2}\}/g, " }")}\n`,
);

function ask(id: string): AzureSchema {
  const [type = ""] = id.split("@");
  const output = execFileSync(
    "npx",
    ["--yes", "--package=@azure/mcp", "--", "azmcp", "bicepschema", "get", "--resource-type", type],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 * 1024 * 1024 },
  );
  const parts = answer.parse(JSON.parse(output)).results.BicepSchemaResult;
  const body = parts.find((part) => part.name === id)?.bodyType;
  if (body === undefined) {
    throw new Error(
      `Microsoft's package has no ${id}, but ${parts.map((part) => part.name).filter((one) => one.includes("@"))}.`,
    );
  }
  const objects = parts.map((part) => object.safeParse(part).data).filter((one) => one !== undefined);
  return {
    ...Object.fromEntries(objects.map((one) => [one.name, toProperties(one)])),
    body: "elements" in body ? joinBodies(body.elements, type) : toProperties(body),
  };
}

/** The bodies of the names that are used, which must be alike in everything else. */
function joinBodies(elements: readonly z.infer<typeof object>[], type: string): Properties {
  const names = resources.filter((resource) => resource.type === type).map(({ name }) => name);
  const bodies = elements
    .map(toProperties)
    .filter((body) => names.some((name) => body["name"] === `!${name}`));
  const joined = new Set(bodies.map((body) => JSON.stringify({ ...body, name: `!${names.join(" | ")}` })));
  const [body] = joined;
  if (body === undefined || joined.size > 1) {
    throw new Error(`There is not one body of ${type} for ${names}.`);
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(body));
}

function toProperties({ properties, additionalPropertiesType: others }: z.infer<typeof object>): Properties {
  return {
    ...Object.fromEntries(properties.map(({ name, type, flags }) => [name, `${mark(flags)}${type}`])),
    ...(others ? { "*": others } : {}),
  };
}

function mark(flags: string): string {
  if (flags.includes("ReadOnly")) {
    return "-";
  }
  return flags.includes("Required") ? "!" : "";
}

/** A section for each resource and object, a line for each property: `* **name**: type (flags): what it means`. */
function readMarkdown(id: string): AzureSchema | undefined {
  const sections = files.find((file) => file.includes(`## Resource ${id}\n`))?.split(/^## /m);
  return (
    sections &&
    Object.fromEntries(
      sections.map((section) => {
        const [title = "", ...lines] = section.split("\n");
        return [title === `Resource ${id}` ? "body" : title, Object.fromEntries(lines.flatMap(readLine))];
      }),
    )
  );
}

function readLine(line: string): [string, string][] {
  const [, name, type, flags] =
    /^\* \*\*(\w[\w ]*)\*\*: (.+?)(?: \(([A-Z]\w+(?:, \w+)*)\))?(?:: .*)?$/.exec(line) ?? [];
  if (name === undefined || type === undefined) {
    return [];
  }
  const plain = type.replaceAll(/\[(.+?)\]\(#.+?\)/g, "$1").replaceAll("'", "");
  return [[name === "Additional Properties Type" ? "*" : name, `${mark(flags ?? "")}${plain}`]];
}

/** Leaves what can be set, and the objects that it leads to. */
function prune(schema: AzureSchema): AzureSchema {
  const reached = new Map<string, Properties>();
  const open = ["body"];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const properties = schema[name];
    if (properties === undefined || reached.has(name)) {
      continue;
    }
    reached.set(name, properties);
    open.push(
      ...Object.values(properties)
        .filter((type) => !type.startsWith("-"))
        .map((type) => type.replace(/^!/, "").replaceAll("[]", "")),
    );
  }
  return Object.fromEntries(reached);
}
