import type { Column } from "../src/lib/render/csv.ts";

/** A Markdown table without the columns that are empty in all rows. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const used = columns.filter(({ value }) => rows.some((row) => toCell(value(row)) !== ""));
  return [
    used.map(({ header }) => header),
    used.map(() => "---"),
    ...rows.map((row) => used.map(({ value }) => toCell(value(row)))),
  ]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

function toCell(value: string | number | boolean | null | undefined): string {
  return String(value ?? "").replaceAll("|", "\\|");
}
