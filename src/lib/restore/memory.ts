import type { Note, SavingOrder } from "./note.ts";
import type { RestorableSection } from "./saved-state.ts";

/** What earlier runs of the same restore have done or learned that the account does not show. */
export interface Memory {
  /** By the id in the snapshot, the playlists that were made. */
  readonly made: ReadonlyMap<string, { readonly id: string; readonly isWhole: boolean }>;
  /** By the id in the snapshot, the playlists that were about to be made, and may have been. */
  readonly inDoubt: ReadonlyMap<string, { readonly name: string; readonly besides: readonly string[] }>;
  /** The URIs of what Spotify does not have any more. */
  readonly refused: ReadonlySet<string>;
  /** By the `toGoneKey` of what is gone, the URI of what stands in for it, or null. */
  readonly searched: ReadonlyMap<string, string | null>;
  readonly order: SavingOrder | undefined;
  readonly unsupported: ReadonlySet<RestorableSection>;
}

/** Notes as they add up; what comes later counts. */
export function remember(notes: Iterable<Note>): Memory {
  const made = new Map<string, { id: string; isWhole: boolean }>();
  const inDoubt = new Map<string, { name: string; besides: readonly string[] }>();
  const refused = new Set<string>();
  const searched = new Map<string, string | null>();
  const unsupported = new Set<RestorableSection>();
  let order: SavingOrder | undefined;
  for (const note of notes) {
    switch (note.type) {
      case "creating":
        inDoubt.set(note.playlist, { name: note.name, besides: note.besides });
        made.delete(note.playlist);
        break;
      case "made":
        inDoubt.delete(note.playlist);
        made.set(note.playlist, { id: note.id, isWhole: false });
        break;
      case "whole": {
        const { id } = made.get(note.playlist) ?? {};
        if (id !== undefined) {
          made.set(note.playlist, { id, isWhole: true });
        }
        break;
      }
      case "refused":
        refused.add(note.uri);
        break;
      case "searched":
        searched.set(note.key, note.substitute);
        break;
      case "order":
        order = note.order;
        break;
      case "unsupported":
        unsupported.add(note.section);
        break;
    }
  }
  return { made, inDoubt, refused, searched, order, unsupported };
}

/** By the id in the snapshot, the ids of the playlists that were made and are not known to be whole. */
export function findUnfinished({ made }: Pick<Memory, "made">): ReadonlyMap<string, string> {
  return new Map(
    [...made].flatMap(([savedId, { id, isWhole }]) => (isWhole ? [] : [[savedId, id] as const])),
  );
}
