import { toDisplayWidth } from "./display-width.ts";

/** Lays out rows in columns as wide as their widest cell, two spaces apart. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, toDisplayWidth(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - toDisplayWidth(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
