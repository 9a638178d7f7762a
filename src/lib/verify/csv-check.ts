import { parse } from "csv-parse/sync";
import { type Column, renderCsv } from "../render/csv.ts";
import { createByteReader } from "./byte-reader.ts";

/** The columns that a file has by its header, or what is wrong with it. */
export type ColumnChoice<Row> = readonly Column<Row>[] | { readonly fault: string };

/** Compares a CSV file with the rows that it should have, byte by byte, while they come. Only the first difference is told. */
export interface CsvCheck<Row> {
  expectRows(rows: readonly Row[]): Promise<void>;
  /** Called after the last row: whatever follows in the file is too much. */
  finish(): Promise<void>;
  /** Frees what is open; called whatever happens. */
  close(): Promise<void>;
}

const mostHeaderBytes = 16 * 1024;
/** How much of a record is looked at to tell in which column it differs. */
const mostRecordBytes = 64 * 1024;

export function createCsvCheck<Row>(
  content: AsyncIterable<Uint8Array>,
  {
    chooseColumns,
    report,
  }: {
    readonly chooseColumns: (headers: readonly string[]) => ColumnChoice<Row>;
    readonly report: (problem: string) => void;
  },
): CsvCheck<Row> {
  const reader = createByteReader(content);
  let columns: readonly Column<Row>[] | undefined;
  let isOver = false;
  let rowsDone = 0;

  async function fail(problem: string): Promise<void> {
    report(problem);
    isOver = true;
    await reader.close();
  }

  /** The columns, once the header has proven right. */
  async function open(): Promise<readonly Column<Row>[] | undefined> {
    if (columns === undefined && !isOver) {
      const line = await reader.takeLine(mostHeaderBytes);
      const choice = chooseColumns(
        line
          .toString()
          .replace(/^\uFEFF/, "")
          .trimEnd()
          .split(","),
      );
      if ("fault" in choice) {
        await fail(choice.fault);
      } else if (!line.equals(await render(choice, []))) {
        await fail("has a header that is not laid out as the exporter lays it out");
      } else {
        columns = choice;
      }
    }
    return isOver ? undefined : columns;
  }

  async function expectRows(rows: readonly Row[]): Promise<void> {
    const chosen = await open();
    if (chosen === undefined || rows.length === 0) {
      return;
    }
    const expected = await renderRows(chosen, rows);
    const found = await reader.take(expected.length);
    if (found.equals(expected)) {
      rowsDone += rows.length;
      return;
    }
    let offset = 0;
    for (const row of rows) {
      const record = await renderRows(chosen, [row]);
      if (!found.subarray(offset, offset + record.length).equals(record)) {
        const next = Buffer.concat([found.subarray(offset), await reader.take(mostRecordBytes)]);
        await fail(describeDifference(next, { row: rowsDone + 1, record, columns: chosen }));
        return;
      }
      offset += record.length;
      rowsDone += 1;
    }
  }

  async function finish(): Promise<void> {
    const chosen = await open();
    if (chosen !== undefined && (await reader.take(1)).length > 0) {
      await fail(`has more than the ${rowsDone} rows that the JSON file has entries for`);
    }
    await reader.close();
  }

  return { expectRows, finish, close: reader.close };
}

async function render<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<Buffer> {
  return Buffer.from((await Array.fromAsync(renderCsv(columns, inOneBatch(rows)))).join(""));
}

async function renderRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<Buffer> {
  const [, ...texts] = await Array.fromAsync(renderCsv(columns, inOneBatch(rows)));
  return Buffer.from(texts.join(""));
}

async function* inOneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], void> {
  yield rows;
}

function describeDifference<Row>(
  next: Buffer,
  {
    row,
    record,
    columns,
  }: { readonly row: number; readonly record: Buffer; readonly columns: readonly Column<Row>[] },
): string {
  if (next.length === 0) {
    return `ends before row ${row}, although the JSON file has an entry for it`;
  }
  const found = parseRecord(next);
  const expected = parseRecord(record);
  const column = columns.find((_, index) => found?.[index] !== expected?.[index]);
  const place = found?.length === columns.length && column !== undefined ? `, column ${column.header},` : "";
  return `row ${row}${place} is not what the JSON file has`;
}

/** The cells of the first record; undefined where it is none. */
function parseRecord(bytes: Buffer): readonly string[] | undefined {
  try {
    return parse(bytes, { record_delimiter: "\r\n", to: 1 })[0];
  } catch {
    return undefined;
  }
}
