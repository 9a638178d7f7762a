import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Language, type Node, Parser } from "web-tree-sitter";

await Parser.init();
const grammar = fileURLToPath(import.meta.resolve("tree-sitter-bicep/tree-sitter-bicep.wasm"));
const parser = new Parser().setLanguage(await Language.load(grammar));

/** The syntax tree of a Bicep text, and where the grammar could make nothing of it, as lines for people. */
export interface ParsedBicep {
  readonly root: Node;
  readonly problems: readonly string[];
}

export function parseBicep(text: string): ParsedBicep {
  const root = parser.parse(text)?.rootNode;
  if (root === undefined) {
    throw new Error("The parser was stopped.");
  }
  const problems = descendants(root)
    .filter((node) => node.isError || node.isMissing)
    .map((node) => `line ${node.startPosition.row + 1}: ${node.isMissing ? "missing " : ""}${node.text}`);
  return { root, problems };
}

/** @throws where the file is no Bicep */
export async function readBicep(file: string): Promise<Node> {
  const { root, problems } = parseBicep(await readFile(file, "utf8"));
  if (problems.length > 0) {
    throw new Error(`${file} is no Bicep: ${problems.join("; ")}`);
  }
  return root;
}

/** The node itself and all below it. */
export function descendants(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(descendants)];
}

/** The first child of that type; `what` of the text it is about fails without it. */
export function childOf(node: Node, ...types: readonly string[]): Node {
  const child = node.namedChildren.find(({ type }) => types.includes(type));
  if (child === undefined) {
    throw new Error(`There is no ${types.join(" or ")} in: ${node.text.slice(0, 100)}`);
  }
  return child;
}
