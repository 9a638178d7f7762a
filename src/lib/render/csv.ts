import { stringify } from "csv-stringify/sync";

/** One column of a CSV file: its header and how to find its cell in a row. An absent value leaves the cell empty. */
export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => string | number | boolean | null | undefined;
}

/** Excel takes a file for UTF-8 only if it begins with this. */
const byteOrderMark = "\uFEFF";

/**
 * Renders rows as CSV after RFC 4180: UTF-8 with byte order mark, CRLF, a header. A cell that a spreadsheet would take
 * for a formula (it begins with `=`, `+`, `-`, `@`, also in full width, a tab or a carriage return) gets a leading
 * apostrophe.
 */
export async function* renderCsv<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void, undefined> {
  yield byteOrderMark + toCsv([columns.map((column) => column.header)]);
  for await (const rows of batches) {
    if (rows.length > 0) {
      yield toCsv(rows.map((row) => columns.map((column) => toCell(column.value(row)))));
    }
  }
}

function toCell(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function toCsv(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    // A line feed alone ends no record of ours, but must be quoted all the same: readers take it for an end.
    { record_delimiter: "\r\n", quote_record_delimiter: true, escape_formulas: true },
  );
}
