import { Refusal } from "./answer.ts";
import type { Catalogue } from "./catalogue.ts";
import type { FakeLibrary, Saved } from "./library.ts";
import { toSpotifyDate } from "./random.ts";
import type { RouteContext } from "./routes.ts";
import { findPlaylist, type SavableType, type World } from "./world.ts";
import { scopeToModify } from "./writable-playlist.ts";

/** One thing that can lie in a library, as this user has it or not. */
export interface Savable {
  /** What it takes to save it or to take it out. */
  readonly scope: string;
  readonly isSaved: () => boolean;
  /** Before all that lies in its list. Does nothing where it is saved already: it keeps its date and place. */
  readonly save: () => void;
  readonly remove: () => void;
}

/** Throws the refusal of an id that Spotify does not have. */
export function findSavable(
  { world, library, catalogue }: Pick<RouteContext, "world" | "library"> & { readonly catalogue: Catalogue },
  { type, id }: { readonly type: SavableType; readonly id: string },
): Savable {
  const addedAt = toSpotifyDate(world.now());
  switch (type) {
    case "track":
      return savedIn(library.tracks, expectFound(catalogue.track(id)), addedAt);
    case "album":
      return savedIn(library.albums, expectFound(catalogue.album(id)), addedAt);
    case "show":
      return savedIn(library.shows, expectFound(catalogue.show(id)), addedAt);
    case "episode":
      return savedIn(library.episodes, expectFound(catalogue.episode(id)), addedAt);
    case "audiobook":
      return savedIn(library.audiobooks, expectFound(catalogue.audiobook(id)), addedAt);
    case "artist":
      return { ...listedIn(library.artists, expectFound(catalogue.artist(id))), scope: "user-follow-modify" };
    case "user":
      return followedUser(library, id);
    case "playlist":
      return followedPlaylist(world, library, id);
  }
}

function savedIn<Item extends { readonly id: string }>(
  list: Saved<Item>[],
  item: Item,
  addedAt: string,
): Savable {
  const find = () => list.findIndex((saved) => saved.item.id === item.id);
  return { ...changing(list, { addedAt, item }, find), scope: "user-library-modify" };
}

function listedIn<Item extends { readonly id: string }>(list: (Item | null)[], item: Item) {
  return changing(list, item, () => list.findIndex((listed) => listed?.id === item.id));
}

function changing<Entry>(list: Entry[], entry: Entry, find: () => number): Omit<Savable, "scope"> {
  return {
    isSaved: () => find() >= 0,
    save() {
      if (find() < 0) {
        list.unshift(entry);
      }
    },
    remove() {
      if (find() >= 0) {
        list.splice(find(), 1);
      }
    },
  };
}

function followedUser(library: FakeLibrary, id: string): Savable {
  library.users ??= new Set();
  const { users } = library;
  return {
    scope: "user-follow-modify",
    isSaved: () => users.has(id),
    save: () => users.add(id),
    remove: () => users.delete(id),
  };
}

/** Nobody's playlist is ever deleted: it only leaves the list, also the owner's, and can be followed again. */
function followedPlaylist(world: World, library: FakeLibrary, id: string): Savable {
  const playlist = expectFound(findPlaylist(world, library, id));
  const listed = listedIn(library.playlists, playlist);
  return {
    ...listed,
    scope: scopeToModify(playlist),
    remove() {
      world.unlisted.set(playlist.id, playlist);
      listed.remove();
    },
  };
}

function expectFound<Item>(item: Item | undefined): Item {
  if (item === undefined) {
    throw new Refusal(400, "Payload contains a non-existing ID");
  }
  return item;
}
