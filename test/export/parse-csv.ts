import { parse } from "csv-parse/sync";
import { z } from "zod";

const rows = z.array(z.record(z.string(), z.string()));

/** The rows of a CSV file, each cell under its header, as a strict reader of RFC 4180 finds them. */
export function parseCsv(text: string): Record<string, string>[] {
  return rows.parse(parse(text, { bom: true, columns: true, record_delimiter: "\r\n" }));
}

/** Spreadsheets take a cell that begins so for a formula, unless an apostrophe stands before it. */
export function guard(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
