import { isArray, isObject, type Value, type ValueObject } from "./bicep-values.ts";

/**
 * The shape of one resource type: its objects by name, `body` being the whole. Each maps its properties to their type: a
 * primitive, another object's name, either of them with `[]`, or texts with ` | ` between them, `string` among them where any
 * other may come. Before it stands `!` where the property must be there, `-` where only Azure sets it. `*` is every other key.
 */
export interface AzureSchema {
  readonly [object: string]: Readonly<Record<string, string>>;
}

/** Shapes by type and version, as in `Microsoft.KeyVault/vaults@2024-11-01`. */
export type AzureSchemas = Readonly<Record<string, AzureSchema>>;

/** Where a resource is not what its schema says, as lines for people. */
export function findSchemaProblems(body: ValueObject, schema: AzureSchema): readonly string[] {
  return findObjectProblems(body, { type: "body", path: "", schema });
}

interface Place {
  readonly type: string;
  readonly path: string;
  readonly schema: AzureSchema;
}

function findObjectProblems(value: ValueObject, { type, path, schema }: Place): readonly string[] {
  const properties = schema[type] ?? {};
  const missing = Object.entries(properties)
    .filter(([name, wanted]) => wanted.startsWith("!") && value[name] === undefined)
    .map(([name]) => `${path}${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const declared = properties[name] ?? properties["*"];
    if (declared === undefined) {
      return [`${path}${name} is not in ${type}`];
    }
    if (declared.startsWith("-")) {
      return [`${path}${name} is set by Azure alone`];
    }
    return findValueProblems(item, { type: declared.replace(/^!/, ""), path: `${path}${name}`, schema });
  });
  return [...missing, ...wrong];
}

function findValueProblems(value: Value, { type, path, schema }: Place): readonly string[] {
  if (value === null || type === "any") {
    return [];
  }
  if (type.endsWith("[]")) {
    const item = type.slice(0, -2);
    return isArray(value)
      ? value.flatMap((one, index) =>
          findValueProblems(one, { type: item, path: `${path}[${index}]`, schema }),
        )
      : [`${path} is no list`];
  }
  if (schema[type] !== undefined) {
    return isObject(value)
      ? findObjectProblems(value, { type, path: `${path}.`, schema })
      : [`${path} is no object`];
  }
  return isPrimitive(value, type) ? [] : [`${path} is ${JSON.stringify(value)}, not ${type}`];
}

function isPrimitive(value: Value, type: string): boolean {
  const choices = type.split(" | ");
  return choices.includes("string")
    ? typeof value === "string"
    : choices.includes(String(value)) ||
        (type === "int" && Number.isInteger(value)) ||
        (type === "bool" && typeof value === "boolean");
}
