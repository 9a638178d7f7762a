import { isUtf8 } from "node:buffer";
import { ArchiveError } from "../errors.ts";

/** Where something stands in a document: the keys and places that lead there, as in `["playlists", 3, "items"]`. */
export type Path = readonly (string | number)[];

/** A piece of a document, in the order of the file. `at` is the object or array that it stands in. */
export type Piece =
  | { readonly type: "field"; readonly at: Path; readonly key: string; readonly value: unknown }
  | {
      readonly type: "elements";
      readonly at: Path;
      readonly offset: number;
      readonly values: readonly unknown[];
    }
  /** An object or array that spans lines begins or ends. */
  | { readonly type: "begin" | "end"; readonly at: Path };

/** An object or array that has begun and not ended. */
interface Frame {
  readonly closing: "}" | "]";
  readonly path: Path;
  count: number;
  /** Whether the last child was followed by a comma, so that another must come. */
  isContinued: boolean;
}

/**
 * Reads a JSON document that lies as `renderObject` and `renderArray` lay it: a field a line, an element a line. A line is in
 * memory at a time, so that a document may be larger than that.
 *
 * @param name the file's, for the message
 * @throws {ArchiveError} naming the file and the line where it is no JSON, or laid out otherwise
 */
export async function* readDocument(
  content: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Piece, void, undefined> {
  const frames: Frame[] = [];
  let line = 0;
  let isOver = false;
  let values: unknown[] = [];

  function* flush(): Generator<Piece, void> {
    const top = frames.at(-1);
    if (values.length > 0 && top !== undefined) {
      yield { type: "elements", at: top.path, offset: top.count - values.length, values };
      values = [];
    }
  }

  function* open(text: string, path: Path): Generator<Piece, void> {
    frames.push({ closing: text === "{" ? "}" : "]", path, count: 0, isContinued: true });
    yield { type: "begin", at: path };
  }

  function* readLine(text: string, isContinued: boolean): Generator<Piece, void> {
    const top = frames.at(-1);
    if (top === undefined) {
      expect(!isOver && text === "{" && !isContinued);
      yield* open(text, []);
      return;
    }
    if (text === top.closing) {
      yield* flush();
      expect(top.count === 0 || !top.isContinued);
      frames.pop();
      const parent = frames.at(-1);
      isOver = parent === undefined;
      expect(!(isOver && isContinued));
      if (parent !== undefined) {
        parent.isContinued = isContinued;
      }
      yield { type: "end", at: top.path };
      return;
    }
    expect(top.isContinued);
    const field = top.closing === "}" ? splitField(text) : undefined;
    expect(top.closing === "]" || field !== undefined);
    const rest = field?.rest ?? text;
    if (rest === "{" || rest === "[") {
      expect(!isContinued);
      yield* flush();
      const step = field?.key ?? top.count;
      top.count += 1;
      yield* open(rest, [...top.path, step]);
      return;
    }
    const value: unknown = JSON.parse(rest);
    top.count += 1;
    top.isContinued = isContinued;
    if (field === undefined) {
      values.push(value);
    } else {
      yield { type: "field", at: top.path, key: field.key, value };
    }
  }

  function expect(isRight: boolean): void {
    if (!isRight) {
      throw new SyntaxError("the line stands where it cannot");
    }
  }

  try {
    for await (const lines of splitBytes(content)) {
      for (const text of lines) {
        line += 1;
        const isContinued = text.endsWith(",");
        yield* readLine(isContinued ? text.slice(0, -1) : text, isContinued);
      }
      yield* flush();
    }
    expect(isOver);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    throw new ArchiveError(
      `${name} is damaged at line ${line}: that is no JSON, or not as the exporter lays it out. Restore the file from another copy.`,
      { cause: error },
    );
  }
}

const lineFeed = 0x0a;

/** Lines as text, some at a time; the last one ends with the file. Each is decoded by itself, which is quicker than all at once. */
async function* splitBytes(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[], void, undefined> {
  let rest: Buffer[] = [];
  for await (const chunk of content) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      if (rest.length > 0) {
        lines.push(decode(Buffer.concat([...rest, bytes.subarray(start, end)])));
        rest = [];
      } else {
        lines.push(decode(bytes.subarray(start, end)));
      }
      start = end + 1;
    }
    if (start < bytes.length) {
      // What is read next may lie in the same memory.
      rest.push(Buffer.from(bytes.subarray(start)));
    }
    if (lines.length > 0) {
      yield lines;
    }
  }
  yield [decode(Buffer.concat(rest))];
}

/** What is no UTF-8 must not pass for the character that stands for such. */
function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new SyntaxError("the bytes are no UTF-8");
  }
  return bytes.toString("utf8");
}

function splitField(text: string): { readonly key: string; readonly rest: string } | undefined {
  const [, key, rest] = /^("(?:[^"\\]|\\.)*"): (.*)$/s.exec(text) ?? [];
  const parsed: unknown = key === undefined ? undefined : JSON.parse(key);
  return typeof parsed !== "string" || rest === undefined ? undefined : { key: parsed, rest };
}
