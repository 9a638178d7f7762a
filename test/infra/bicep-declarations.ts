import type { Node } from "web-tree-sitter";
import { childOf } from "./bicep-tree.ts";

const kinds = {
  parameter_declaration: "param",
  variable_declaration: "var",
  resource_declaration: "resource",
  module_declaration: "module",
  output_declaration: "output",
} as const;

/** One statement of a Bicep file. */
export interface Declaration {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly name: string;
  readonly decorators: readonly Node[];
  readonly node: Node;
  /** What stands behind the equals sign; nothing for a parameter without a default. */
  readonly value: Node | undefined;
}

/** The statements of a file, or the resources that are declared inside another one. */
export function findDeclarations(parent: Node): readonly Declaration[] {
  const found: Declaration[] = [];
  let decorators: readonly Node[] = [];
  for (const child of parent.namedChildren) {
    if (child.type === "decorators") {
      decorators = child.namedChildren;
      continue;
    }
    const node = child.type === "object_property" ? (child.firstNamedChild ?? child) : child;
    const kind = kindOf(node);
    if (kind !== undefined) {
      found.push({
        kind,
        name: childOf(node, "identifier").text,
        decorators,
        node,
        value: findValue(node),
      });
    }
    decorators = node.type.endsWith("comment") ? decorators : [];
  }
  return found;
}

/** The name in `@name(…)`. */
export function decoratorName(decorator: Node): string {
  return childOf(decorator, "call_expression").childForFieldName("function")?.text ?? "";
}

/** The text of a string without anything inserted, as the types and files behind `resource` and `module` are. */
export function plainString(node: Node): string {
  return node.namedChildren.map(({ text }) => text).join("");
}

function kindOf({ type }: Node): Declaration["kind"] | undefined {
  return Object.entries(kinds).find(([name]) => name === type)?.[1];
}

function findValue(node: Node): Node | undefined {
  const sign = node.children.findIndex(({ type }) => type === "=");
  return sign === -1
    ? undefined
    : (node.children.slice(sign + 1).find(({ isNamed }) => isNamed) ?? undefined);
}
