import type { Album, Artist, Audiobook, Episode, FakeLibrary, Show, Track } from "./library.ts";
import { makeAlbum, makeArtist, makeTrack } from "./make-music.ts";
import { makeAudiobook, makeEpisode, makeShow } from "./make-spoken.ts";
import { listPlaylists, type World } from "./world.ts";

const somebody = makeArtist({ name: "Somebody" });
const something = makeAlbum({ name: "Something", artists: [somebody] });
const someShow = makeShow({ name: "A show" });

interface CatalogueItems {
  readonly track: Track;
  readonly album: Album;
  readonly artist: Artist;
  readonly show: Show;
  readonly episode: Episode;
  readonly audiobook: Audiobook;
}
export type ItemType = keyof CatalogueItems;
export type ItemOf<Type extends ItemType> = CatalogueItems[Type];

export type Catalogue = {
  readonly [Type in ItemType]: (id: string) => CatalogueItems[Type] | undefined;
};

/**
 * Single things by their ids: as a library has it, or else made up. Spotify has more of them than any library, so
 * that every id exists that was not taken down; for one that was there is `undefined`.
 */
export function openCatalogue(world: World): Catalogue {
  const { libraries } = world;

  function lookUp<Item extends { readonly id: string }>(
    list: () => readonly Item[],
    make: (id: string) => Item,
  ) {
    let known: Map<string, Item> | undefined;
    return (id: string): Item | undefined => {
      if (isTakenDown(libraries, id)) {
        return undefined;
      }
      known ??= new Map(list().map((item) => [item.id, item]));
      return known.get(id) ?? make(id);
    };
  }

  return {
    track: lookUp(
      () => listTracks(world),
      (id) => makeTrack({ id, name: "A track", album: something }),
    ),
    album: lookUp(
      () => [...listTracks(world).map(({ album }) => album), ...savedIn(libraries, "albums")],
      (id) => makeAlbum({ id, name: "An album", artists: [somebody] }),
    ),
    artist: lookUp(
      () => [
        ...listTracks(world).flatMap(({ artists }) => artists),
        ...libraries.flatMap(({ artists }) => artists),
      ],
      (id) => makeArtist({ id, name: "An artist" }),
    ),
    show: lookUp(
      () => [...listEpisodes(world).map(({ show }) => show), ...savedIn(libraries, "shows")],
      (id) => makeShow({ id, name: "A show" }),
    ),
    episode: lookUp(
      () => listEpisodes(world),
      (id) => makeEpisode({ id, name: "An episode", show: someShow }),
    ),
    audiobook: lookUp(
      () => savedIn(libraries, "audiobooks"),
      (id) => makeAudiobook({ id, name: "A book", authors: ["Somebody"] }),
    ),
  };
}

/** Every track that anybody has or that a test put into the catalogue; many of them more than once. */
export function listTracks(world: World): Track[] {
  return [
    ...world.catalogue,
    ...savedIn(world.libraries, "tracks"),
    ...world.libraries.flatMap(({ topTracks }) => Object.values(topTracks).flat()),
    ...listEntryItems(world).filter((item) => item.kind === "track"),
  ];
}

export function isTakenDown(libraries: readonly FakeLibrary[], id: string): boolean {
  return libraries.some(({ takenDown }) => takenDown?.has(id));
}

function listEpisodes(world: World): Episode[] {
  return [
    ...savedIn(world.libraries, "episodes"),
    ...listEntryItems(world).filter((item) => item.kind === "episode"),
  ];
}

function listEntryItems(world: World) {
  return [...listPlaylists(world)].flatMap(({ entries }) =>
    entries.map(({ item }) => item).filter((item) => item !== null),
  );
}

type SavedList = "tracks" | "albums" | "shows" | "episodes" | "audiobooks";

function savedIn<List extends SavedList>(
  libraries: readonly FakeLibrary[],
  list: List,
): FakeLibrary[List][number]["item"][] {
  return libraries.flatMap((library) => {
    const saved: readonly FakeLibrary[List][number][] = library[list];
    return saved.map(({ item }) => item);
  });
}
