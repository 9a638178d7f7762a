import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import { ArchiveError } from "../errors.ts";

/** The cells of a row of `playlists_<id>.csv` that the JSON file does not have. */
export interface PlaylistCells {
  readonly position: string;
  readonly total: string;
}

const rowSchema = z.object({ Position: z.string(), "Total Items": z.string() });

/** @throws {ArchiveError} where it is no CSV with these columns */
export async function readPlaylistCells(
  content: AsyncIterable<Uint8Array>,
  name: string,
): Promise<readonly PlaylistCells[]> {
  const cells: PlaylistCells[] = [];
  const parser = parse({ bom: true, columns: true, record_delimiter: "\r\n" });
  const source = Readable.from(content).once("error", (error) => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser)) {
      const { Position: position, "Total Items": total } = rowSchema.parse(record);
      cells.push({ position, total });
    }
  } catch (error) {
    if (error instanceof CsvError || error instanceof z.ZodError) {
      throw new ArchiveError(
        `${name} is no CSV file as the exporter writes it. Restore the file from another copy.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  } finally {
    source.destroy();
  }
  return cells;
}
