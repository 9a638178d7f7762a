import { type Answer, answerOk, refuse } from "./answer.ts";
import { makeSnapshotId } from "./identifiers.ts";
import type { Playlist, PlaylistEntry } from "./library.ts";
import { answerPage, type Paged, type PageLimits, toPage, USUAL_LIMITS } from "./pages.ts";
import type { Route, RouteContext } from "./routes.ts";
import { sentEntry, sentPlaylist, sentPlaylistMetadata } from "./sent-playlist.ts";
import { unlessRestricted } from "./shape.ts";
import { accessFor, findPlaylist } from "./world.ts";

const OLDER_LIMITS: PageLimits = { defaultLimit: 100, maximumLimit: 100 };
const EMBEDDED_ENTRIES = 100;

export const PLAYLIST_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/me/playlists",
    answer: (context) =>
      answerPage(context, {
        items: context.library.playlists.filter((playlist) => isListedTo(context.scopes, playlist)),
        toSent: (playlist) =>
          playlist === null
            ? null
            : sentPlaylist(withSnapshotSent(playlist, context), context.shape, context.world.imagesOrigin),
      }),
  },
  { method: "GET", path: "/playlists/:id", answer: answerPlaylist },
  {
    method: "GET",
    path: "/playlists/:id/items",
    shapes: ["2026", "both"],
    answer: (context) => answerEntries(context, USUAL_LIMITS),
  },
  {
    method: "GET",
    path: "/playlists/:id/tracks",
    shapes: ["older", "both"],
    answer: (context) => answerEntries(context, OLDER_LIMITS),
  },
];

/** The metadata, and the first 100 entries where the contents may be read; of it only the `fields`, where some are asked for. */
function answerPlaylist(context: RouteContext): Answer {
  const playlist = findPlaylist(context.world, context.library, context.id);
  if (playlist === undefined) {
    return refuse(404, "Resource not found");
  }
  const contents = isRefused(playlist, context)
    ? undefined
    : {
        ...(context.shape === "older" ? undefined : { items: embedPage(context, playlist, "items") }),
        ...unlessRestricted(context.shape, { tracks: embedPage(context, playlist, "tracks") }),
      };
  const metadata = sentPlaylistMetadata(playlist, context.world.imagesOrigin);
  return answerOk(selectFields({ ...metadata, ...contents }, context.query));
}

/** Of Spotify's filters the simplest: names of the object's own fields. */
function selectFields(body: object, query: URLSearchParams): object {
  const fields = query.get("fields")?.split(",");
  return fields === undefined
    ? body
    : Object.fromEntries(Object.entries(body).filter(([name]) => fields.includes(name)));
}

function embedPage(context: RouteContext, playlist: Playlist, name: "items" | "tracks") {
  const page = toPage(
    { href: `${context.href}/${name}`, query: context.query },
    { ...pagedEntries(context, playlist), limit: EMBEDDED_ENTRIES, offset: 0 },
  );
  // The link must lead somewhere: a page of `/items` has 50 entries at most.
  const next =
    name === "items" && page.next !== null ? page.next.replace("limit=100", "limit=50") : page.next;
  return { ...page, next };
}

function answerEntries(context: RouteContext, limits: PageLimits): Answer {
  const playlist = findPlaylist(context.world, context.library, context.id);
  if (playlist === undefined) {
    return refuse(404, "Resource not found");
  }
  if (isRefused(playlist, context)) {
    return refuse(403, "Forbidden");
  }
  return answerPage(context, { ...pagedEntries(context, playlist), limits });
}

function pagedEntries(context: RouteContext, playlist: Playlist): Paged<PlaylistEntry> {
  const types = context.query.get("additional_types")?.split(",") ?? [];
  const episodes = types.includes("episode") ? "whole" : "track-shaped";
  return { items: playlist.entries, toSent: (entry) => sentEntry(entry, context.shape, episodes) };
}

function isRefused(playlist: Playlist, { world, library, shape }: RouteContext): boolean {
  return shape !== "older" && accessFor(world, library, playlist) === "followed";
}

/** Without the scopes for them, private and collaborative playlists are left out in silence. */
function isListedTo(scopes: readonly string[], playlist: Playlist | null): boolean {
  if (playlist?.access === "collaborative") {
    return scopes.includes("playlist-read-collaborative");
  }
  return playlist?.isPublic !== false || scopes.includes("playlist-read-private");
}

/** Spotify's own lists claim to have changed whenever anyone looks. */
function withSnapshotSent(playlist: Playlist, { requestIndex }: RouteContext): Playlist {
  if (playlist.access !== "spotify") {
    return playlist;
  }
  return { ...playlist, snapshotId: makeSnapshotId(`${playlist.snapshotId} ${requestIndex}`) };
}
