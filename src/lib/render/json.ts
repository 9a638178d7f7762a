/** A JSON value as text, in pieces, so that it need not fit into memory. */
export type JsonPieces = AsyncIterable<string>;

/**
 * Renders an object, a field a line. Values are data, or `JsonPieces` that are put in as they come. Lists rendered by
 * `renderArray` have an element a line, so that tools for text can search and compare the file.
 */
export async function* renderObject(
  fields: Readonly<Record<string, unknown>>,
): AsyncGenerator<string, void, undefined> {
  let separator = "{\n";
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) {
      yield `${separator}${JSON.stringify(key)}: `;
      separator = ",\n";
      if (isPieces(value)) {
        yield* value;
      } else {
        yield JSON.stringify(value);
      }
    }
  }
  yield separator === "{\n" ? "{}" : "\n}";
}

/** Renders an array from elements that are JSON pieces themselves. */
export async function* renderArray(
  elements: AsyncIterable<JsonPieces>,
): AsyncGenerator<string, void, undefined> {
  let separator = "[\n";
  for await (const element of elements) {
    yield separator;
    separator = ",\n";
    yield* element;
  }
  yield separator === "[\n" ? "[]" : "\n]";
}

/** Renders an array from batches of elements that are whole JSON texts. */
export async function* renderTexts(
  batches: AsyncIterable<readonly string[]>,
): AsyncGenerator<string, void, undefined> {
  let separator = "[\n";
  for await (const texts of batches) {
    if (texts.length > 0) {
      yield separator + texts.join(",\n");
      separator = ",\n";
    }
  }
  yield separator === "[\n" ? "[]" : "\n]";
}

function isPieces(value: unknown): value is JsonPieces {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
