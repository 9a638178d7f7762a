import { z } from "zod";
import { restorableSections } from "./saved-state.ts";

/**
 * What a restore writes down, since the account does not show it:
 *
 * - `creating`: a playlist is about to be made. Should nothing more be known of it, it may be there all the same: of that name, the
 *   user's own, empty, and none of `besides`, which had the name before.
 * - `made`: it was made, and has that id. Its contents may be missing, or a part of them.
 * - `whole`: it holds all that it is to hold, proven.
 * - `refused`: Spotify does not have this any more.
 * - `searched`: what was found in the place of a track that is gone, by its `toGoneKey`; null where nothing was.
 * - `order`: in which order Spotify puts what one request saves: the last one on top, the first one, or neither.
 * - `unsupported`: Spotify takes nothing of this section.
 */
const noteSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("creating"),
    playlist: z.string(),
    name: z.string(),
    besides: z.array(z.string()).readonly(),
  }),
  z.object({ type: z.literal("made"), playlist: z.string(), id: z.string() }),
  z.object({ type: z.literal("whole"), playlist: z.string() }),
  z.object({ type: z.literal("refused"), uri: z.string() }),
  z.object({
    type: z.literal("searched"),
    key: z.string(),
    substitute: z.string().nullable(),
  }),
  z.object({ type: z.literal("order"), order: z.enum(["last on top", "first on top", "neither"]) }),
  z.object({ type: z.literal("unsupported"), section: z.enum(restorableSections) }),
]);
export type Note = z.infer<typeof noteSchema>;
export type SavingOrder = Extract<Note, { readonly type: "order" }>["order"];

export const notesFormat = "spotify-exporter-restore/1";

/** A file of notes. */
export const notesSchema = z.object({ format: z.literal(notesFormat), notes: z.array(noteSchema) });
