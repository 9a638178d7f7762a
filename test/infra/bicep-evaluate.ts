import type { Node } from "web-tree-sitter";
import { functions } from "./bicep-functions.ts";
import { childOf } from "./bicep-tree.ts";
import { isArray, lookUp, toText, type Value, type ValueObject } from "./bicep-values.ts";

/** What names mean where an expression stands. */
export interface Scope {
  resolve(name: string): Value;
  /** A resource that is declared inside another one, as `a::b::c`. */
  resolveNested(path: readonly string[]): Value;
}

/** Works an expression out as Azure Resource Manager would. @throws for whatever the templates have no need of */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.type) {
    case "string":
      return evaluateString(node, scope);
    case "number":
      return Number(node.text);
    case "boolean":
      return node.text === "true";
    case "null":
      return null;
    case "array":
      return node.namedChildren.filter(isCode).map((item) => evaluate(item, scope));
    case "object":
      return evaluateObject(node, scope);
    case "identifier":
      return scope.resolve(node.text);
    case "parenthesized_expression":
      return evaluate(first(node), scope);
    case "ternary_expression":
      return evaluate(
        field(node, evaluate(field(node, "condition"), scope) === true ? "consequence" : "alternative"),
        scope,
      );
    case "unary_expression":
      return !(evaluate(field(node, "argument"), scope) === true);
    case "binary_expression":
      return evaluateBinary(node, scope);
    case "member_expression":
      return lookUp(evaluate(field(node, "object"), scope), field(node, "property").text);
    case "subscript_expression":
      return lookUp(evaluate(field(node, "object"), scope), toText(evaluate(field(node, "index"), scope)));
    case "resource_expression":
      return scope.resolveNested(pathOf(node));
    case "call_expression":
      return evaluateCall(node, scope);
    case "for_statement":
      return evaluateLoop(node, scope).map(({ body, inner }) => evaluate(body, inner));
    default:
      throw new Error(`These tests cannot work out ${node.type}: ${node.text}`);
  }
}

/** The rounds of a `[for …]`, each with what its names mean. */
export function evaluateLoop(node: Node, scope: Scope): readonly { body: Node; inner: Scope }[] {
  const names = node.namedChildren.find(({ type }) => type === "for_loop_parameters")?.namedChildren ?? [
    field(node, "initializer"),
  ];
  const body = field(node, "body");
  const list = node.namedChildren.filter(isCode).findLast((child) => child.id !== body.id);
  const items = list === undefined ? null : evaluate(list, scope);
  if (!isArray(items)) {
    throw new Error(`There is nothing to go through in: ${node.text}`);
  }
  return items.map((item, index) => {
    const meanings = new Map<string, Value>();
    names.forEach((name, position) => {
      meanings.set(name.text, position === 0 ? item : index);
    });
    return { body, inner: { ...scope, resolve: (name) => meanings.get(name) ?? scope.resolve(name) } };
  });
}

function evaluateString(node: Node, scope: Scope): string {
  const isLong = node.firstChild?.type === "'''";
  return node.namedChildren
    .map((part) => {
      if (part.type === "interpolation") {
        return toText(evaluate(first(part), scope));
      }
      // A line break right behind the opening quotes is not part of the text.
      return isLong ? part.text.replace(/^\r?\n/, "") : part.text.replace(/\\(.)/g, "$1");
    })
    .join("");
}

function evaluateObject(node: Node, scope: Scope): ValueObject {
  const entries = node.namedChildren
    .filter(
      ({ type, firstNamedChild }) =>
        type === "object_property" && firstNamedChild?.type !== "resource_declaration",
    )
    .map((property): [string, Value] => {
      const [key, value] = property.namedChildren.filter(isCode);
      if (key === undefined || value === undefined) {
        throw new Error(`A property lacks its value: ${property.text}`);
      }
      return [key.type === "string" ? evaluateString(key, scope) : key.text, evaluate(value, scope)];
    });
  return Object.fromEntries(entries);
}

function evaluateBinary(node: Node, scope: Scope): Value {
  const left = evaluate(field(node, "left"), scope);
  const operator = node.children.find(({ isNamed }) => !isNamed)?.text;
  const right = () => evaluate(field(node, "right"), scope);
  switch (operator) {
    case "==":
      return left === right();
    case "!=":
      return left !== right();
    case "&&":
      return left === true && right() === true;
    case "||":
      return left === true || right() === true;
    default:
      throw new Error(`These tests do not know the operator ${operator}.`);
  }
}

function evaluateCall(node: Node, scope: Scope): Value {
  const name = field(node, "function").text;
  const call = functions[name];
  if (call === undefined) {
    throw new Error(`These tests do not know the function ${name}.`);
  }
  return call(
    ...childOf(node, "arguments")
      .namedChildren.filter(isCode)
      .map((argument) => evaluate(argument, scope)),
  );
}

function pathOf(node: Node): readonly string[] {
  return node.type === "resource_expression"
    ? [...pathOf(field(node, "object")), field(node, "resource").text]
    : [node.text];
}

function field(node: Node, name: string): Node {
  const child = node.childForFieldName(name);
  if (child === null) {
    throw new Error(`There is no ${name} in: ${node.text}`);
  }
  return child;
}

function first(node: Node): Node {
  const [child] = node.namedChildren.filter(isCode);
  if (child === undefined) {
    throw new Error(`There is nothing in: ${node.text}`);
  }
  return child;
}

/** Comments may stand anywhere. */
function isCode({ type }: Node): boolean {
  return !type.endsWith("comment");
}
