import type { Manifest } from "../archive/manifest.ts";
import { chooseColumns } from "../render/columns.ts";
import type { Column } from "../render/csv.ts";
import type { Table, TableRow } from "../render/tables.ts";
import type { ColumnChoice } from "./csv-check.ts";

/** A row of a table, with what tells its place. */
export interface PlacedRow<Place> {
  readonly place: Place;
  readonly row: TableRow;
}

/**
 * The columns of a file of a table by its header. Files of tracks have those that were chosen for them; the others have all,
 * though those of older snapshots have no `Status`.
 *
 * @param placeColumns what stands before the table's own columns, always
 */
export function chooseByHeader<Place>(
  table: Table,
  placeColumns: readonly Column<Place>[],
): (headers: readonly string[]) => ColumnChoice<PlacedRow<Place>> {
  return (headers) => {
    const first = placeColumns.map(({ header }) => header);
    const own = headers.slice(first.length);
    const known = table.columns.map(({ header }) => header);
    if (headers.slice(0, first.length).join() !== first.join()) {
      return { fault: `does not begin with the columns ${first.join(", ")}` };
    }
    const unknown = own.find((header) => !known.includes(header));
    if (unknown !== undefined) {
      return { fault: `has a column ${JSON.stringify(unknown)}, which no file of its kind has` };
    }
    const older = known.filter((header) => header !== "Status");
    if (!table.isOfTracks && own.join() !== known.join() && own.join() !== older.join()) {
      return { fault: `does not have the columns ${[...first, ...known].join(", ")}` };
    }
    return [
      ...placeColumns.map(({ header, value }) => ({
        header,
        value: ({ place }: PlacedRow<Place>) => value(place),
      })),
      ...chooseColumns(table.columns, own).map(({ header, value }) => ({
        header,
        value: ({ row }: PlacedRow<Place>) => value(row),
      })),
    ];
  };
}

/** The table as it was when the manifest was written: those from before there were seals know no `Status`. */
export function toTableOf({ seal }: Pick<Manifest, "seal">, table: Table): Table {
  return seal === undefined
    ? { ...table, columns: table.columns.filter(({ header }) => header !== "Status") }
    : table;
}

/** For a file whose columns are always the same. */
export function expectColumns<Row>(
  columns: readonly Column<Row>[],
): (headers: readonly string[]) => ColumnChoice<Row> {
  const expected = columns.map(({ header }) => header).join();
  return (headers) =>
    headers.join() === expected
      ? columns
      : { fault: `does not have the columns ${expected.replaceAll(",", ", ")}` };
}
