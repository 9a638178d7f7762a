import type { Node } from "web-tree-sitter";
import { type Declaration, decoratorName } from "./bicep-declarations.ts";
import { childOf } from "./bicep-tree.ts";
import { isArray, isObject, type Value, type ValueObject } from "./bicep-values.ts";

/** @throws where what is given is not what is declared: unknown, missing, of another type, or not allowed */
export function checkParameters(
  declarations: readonly Declaration[],
  given: ValueObject,
  evaluate: (node: Node) => Value,
): void {
  const declared = declarations.filter(({ kind }) => kind === "param");
  const unknown = Object.keys(given).filter((name) => !declared.some((one) => one.name === name));
  const missing = declared.filter(({ name, value }) => value === undefined && given[name] === undefined);
  if (unknown.length + missing.length > 0) {
    throw new Error(`unknown parameters ${unknown}, missing parameters ${missing.map(({ name }) => name)}`);
  }
  for (const { name, node, decorators } of declared) {
    const value = given[name];
    if (value === undefined) {
      continue;
    }
    const type = childOf(node, "type").text;
    if (!isOfType(value, type)) {
      throw new Error(`${name} is no ${type}: ${JSON.stringify(value)}`);
    }
    for (const decorator of decorators) {
      const [argument] = childOf(childOf(decorator, "call_expression"), "arguments").namedChildren;
      const limit = argument === undefined ? null : evaluate(argument);
      if (!isWithin(value, decoratorName(decorator), limit)) {
        throw new Error(`${name} is ${JSON.stringify(value)}, against ${decorator.text}`);
      }
    }
  }
}

function isOfType(value: Value, type: string): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "int":
      return Number.isInteger(value);
    case "object":
      return isObject(value);
    case "string[]":
      return isArray(value) && value.every((item) => typeof item === "string");
    default:
      throw new Error(`These tests do not know the type ${type}.`);
  }
}

function isWithin(value: Value, decorator: string, limit: Value): boolean {
  switch (decorator) {
    case "allowed":
      return isArray(limit) && limit.includes(value);
    case "minLength":
      return typeof value === "string" && value.length >= Number(limit);
    case "maxLength":
      return typeof value === "string" && value.length <= Number(limit);
    case "minValue":
      return Number(value) >= Number(limit);
    case "maxValue":
      return Number(value) <= Number(limit);
    default:
      return true;
  }
}
