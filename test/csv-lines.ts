import { type Column, renderCsv } from "../src/lib/render/csv.ts";

/** The records of the CSV of these rows, header first; no cell may hold a line break of two characters. */
export async function renderLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const csv = (await Array.fromAsync(renderCsv(columns, inOneBatch(rows)))).join("");
  return csv
    .replace(/^\uFEFF/, "")
    .replace(/\r\n$/, "")
    .split("\r\n");
}

async function* inOneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], void> {
  yield rows;
}
