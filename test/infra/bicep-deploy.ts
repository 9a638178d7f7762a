import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Node } from "web-tree-sitter";
import { answerFor } from "./azure-answers.ts";
import { type Declaration, decoratorName, findDeclarations, plainString } from "./bicep-declarations.ts";
import { evaluate, evaluateLoop, type Scope } from "./bicep-evaluate.ts";
import { checkParameters } from "./bicep-parameters.ts";
import { childOf, readBicep } from "./bicep-tree.ts";
import { findAt, isObject, merge, toText, type Value, type ValueObject } from "./bicep-values.ts";

/** The Bicep files of a folder by their names. */
export type Templates = ReadonlyMap<string, Node>;

export interface DeployedResource {
  readonly type: string;
  readonly apiVersion: string;
  /** The last part of its name. */
  readonly name: string;
  readonly id: string;
  /** As it stands in the template, worked out, without what says where it belongs. */
  readonly body: ValueObject;
  /** The resource that it is put on, for roles and locks. */
  readonly scopeId: string | undefined;
  /** Whether it is left alone where it is there already. */
  readonly onlyIfNotExists: boolean;
}

export interface Deployment {
  readonly resources: readonly DeployedResource[];
  readonly outputs: ValueObject;
}

const group = "/subscriptions/0/resourceGroups/group";

export async function readTemplates(folder: string): Promise<Templates> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".bicep"));
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readBicep(join(folder, file))] as const)),
  );
}

/**
 * Works a template out with its modules, as far as that can be done without Azure: what would be asked for, in which
 * words. @throws for a parameter that a module does not have, lacks or restricts, and for anything asked that is not there
 */
export function deploy(templates: Templates, file: string, parameters: ValueObject): Deployment {
  const root = templates.get(file);
  if (root === undefined) {
    throw new Error(`There is no ${file}.`);
  }
  const declarations = findDeclarations(root);
  const known = new Map<number, Value>();
  const resources: DeployedResource[] = [];
  const scope: Scope = { resolve, resolveNested };

  try {
    checkParameters(declarations, parameters, (node) => evaluate(node, scope));
    for (const declaration of declarations) {
      resolveDeclaration(declaration);
    }
    const outputs = declarations.filter(({ kind }) => kind === "output");
    return {
      resources,
      outputs: Object.fromEntries(outputs.map((output) => [output.name, resolveDeclaration(output)])),
    };
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }

  function resolve(name: string): Value {
    const declaration = declarations.find((one) => one.name === name && one.kind !== "output");
    if (declaration === undefined) {
      throw new Error(`There is no ${name}.`);
    }
    return resolveDeclaration(declaration);
  }

  function resolveNested([outermost = "", ...path]: readonly string[]): Value {
    let declaration = declarations.find(({ name, kind }) => name === outermost && kind === "resource");
    let value = resolve(outermost);
    for (const step of path) {
      const parent = value;
      declaration = findDeclarations(bodyOf(declaration?.value)).find(({ name }) => name === step);
      value = declaration === undefined ? null : resolveDeclaration(declaration, parent);
    }
    return value;
  }

  function resolveDeclaration(declaration: Declaration, parent?: Value): Value {
    const before = known.get(declaration.node.id);
    if (before !== undefined) {
      return before;
    }
    const value = makeValue(declaration, parent);
    known.set(declaration.node.id, value);
    return value;
  }

  function makeValue(declaration: Declaration, parent: Value | undefined): Value {
    const { kind, name, value } = declaration;
    const given = kind === "param" ? parameters[name] : undefined;
    if (given !== undefined) {
      return given;
    }
    if (value === undefined) {
      throw new Error(`There is no value for ${name}.`);
    }
    if (kind !== "resource" && kind !== "module") {
      return evaluate(value, scope);
    }
    const make = (body: Node, inner: Scope) =>
      kind === "module"
        ? deployModule(declaration, body, inner)
        : makeResource(declaration, { body, inner, parent });
    return value.type === "for_statement"
      ? evaluateLoop(value, scope).map(({ body, inner }) => makeIf(body, inner, make))
      : makeIf(value, scope, make);
  }

  function makeIf(node: Node, inner: Scope, make: (body: Node, inner: Scope) => Value): Value {
    if (node.type !== "if_statement") {
      return make(node, inner);
    }
    const isWanted = evaluate(childOf(node, "parenthesized_expression"), inner) === true;
    return isWanted ? make(childOf(node, "object"), inner) : null;
  }

  function deployModule({ node }: Declaration, body: Node, inner: Scope): Value {
    const { name = "", params = {} } = evaluateBody(body, inner);
    const module = plainString(childOf(node, "string"));
    const deployment = deploy(templates, module, isObject(params) ? params : {});
    resources.push(...deployment.resources);
    return { name, outputs: deployment.outputs };
  }

  function makeResource(
    { node, decorators }: Declaration,
    { body: bodyNode, inner, parent: outer }: { body: Node; inner: Scope; parent: Value | undefined },
  ): Value {
    const { parent = outer, scope: on, dependsOn: _, ...body } = evaluateBody(bodyNode, inner);
    const [declaredType = "", declaredVersion] = plainString(childOf(node, "string")).split("@");
    const type = outer === undefined ? declaredType : `${textAt(outer, "type")}/${declaredType}`;
    const apiVersion = declaredVersion ?? textAt(outer ?? null, "apiVersion");
    const name = toText(body["name"] ?? "");
    const id =
      parent === undefined
        ? `${on === undefined ? group : textAt(on, "id")}/providers/${type}/${name}`
        : `${textAt(parent, "id")}/${type.split("/").at(-1)}/${name}`;
    if (!node.children.some((child) => child.type === "existing")) {
      const scopeId = on === undefined ? undefined : textAt(on, "id");
      const onlyIfNotExists = decorators.map(decoratorName).includes("onlyIfNotExists");
      resources.push({ type, apiVersion, name, id, body, scopeId, onlyIfNotExists });
    }
    const value = merge(merge(body, answerFor({ type, name, id, body })), { id, type, apiVersion });
    for (const nested of findDeclarations(bodyNode)) {
      resolveDeclaration(nested, value);
    }
    return value;
  }

  function evaluateBody(body: Node, inner: Scope): ValueObject {
    const value = evaluate(body, inner);
    return isObject(value) ? value : {};
  }
}

function bodyOf(node: Node | undefined): Node {
  if (node === undefined) {
    throw new Error("There is no resource around it.");
  }
  return node.type === "object" ? node : childOf(node, "object");
}

function textAt(value: Value, path: string): string {
  const found = findAt(value, path);
  if (typeof found !== "string") {
    throw new Error(`There is no ${path} in ${JSON.stringify(value)}`);
  }
  return found;
}
