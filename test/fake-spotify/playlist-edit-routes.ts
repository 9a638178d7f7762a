import { z } from "zod";
import { type Answer, answerOk, Refusal } from "./answer.ts";
import { openCatalogue } from "./catalogue.ts";
import { editPlaylist, type Playlist, type PlaylistEntry, type PlaylistItem } from "./library.ts";
import { toSpotifyDate } from "./random.ts";
import { readJson } from "./read-body.ts";
import type { Route, RouteContext } from "./routes.ts";
import { findEditable } from "./writable-playlist.ts";

const MOST_IN_CALL = 100;
const URI = /^spotify:(track|episode):([0-9A-Za-z]{22})$/;

const position = z.number().int().nonnegative();
const URIS = z.object({ uris: z.array(z.string()) });
const ADDITION = URIS.extend({ position: position.optional() });
const MOVE = z.object({
  range_start: position,
  insert_before: position,
  range_length: z.number().int().positive().default(1),
  snapshot_id: z.string().optional(),
});
const CHANGE = z.union([URIS, MOVE]);
const named = z.array(z.object({ uri: z.string() }));
const REMOVAL = z.union([
  z.object({ items: named }),
  z.object({ tracks: named }).transform(({ tracks }) => ({ items: tracks })),
]);

/**
 * Changing the entries of a playlist. A call is done whole or refused whole. `snapshot_id` is taken and not looked
 * at: Spotify does not refuse a change for an older one, and the fake makes every change to the contents of now.
 */
export const PLAYLIST_EDIT_ROUTES: readonly Route[] = [
  ...editRoutes("POST", addEntries),
  ...editRoutes("PUT", replaceOrMoveEntries),
  ...editRoutes("DELETE", removeEntries),
];

function editRoutes(method: string, answer: Route["answer"]): Route[] {
  return [
    { method, path: "/playlists/:id/items", shapes: ["2026", "both"], answer },
    { method, path: "/playlists/:id/tracks", shapes: ["older", "both"], answer },
  ];
}

function addEntries(context: RouteContext): Answer {
  const { uris, position: asked } = readJson(context.body, ADDITION);
  const playlist = findEditable(context);
  const at = asked ?? playlist.entries.length;
  if (at > playlist.entries.length) {
    throw new Refusal(400, "Index out of bounds");
  }
  const added = makeEntries(context, uris);
  checkLength(context, playlist.entries.length + added.length);
  editPlaylist(playlist, ({ entries }) => entries.splice(at, 0, ...added));
  return { status: 201, body: { snapshot_id: playlist.snapshotId } };
}

function replaceOrMoveEntries(context: RouteContext): Answer {
  const change = readJson(context.body, CHANGE);
  const playlist = findEditable(context);
  if ("uris" in change) {
    const entries = makeEntries(context, change.uris);
    checkLength(context, entries.length);
    editPlaylist(playlist, (edited) => {
      edited.entries = entries;
    });
  } else {
    moveEntries(playlist, change);
  }
  return answerOk({ snapshot_id: playlist.snapshotId });
}

/** The entries that move keep their dates. */
function moveEntries(playlist: Playlist, move: z.infer<typeof MOVE>): void {
  const { range_start: from, range_length: count, insert_before: before } = move;
  const { length } = playlist.entries;
  if (from + count > length || before > length) {
    throw new Refusal(400, "Index out of bounds");
  }
  editPlaylist(playlist, ({ entries }) => {
    const moved = entries.splice(from, count);
    // Counted in the list as it was, where the moved ones still stood.
    entries.splice(before <= from ? before : Math.max(from, before - count), 0, ...moved);
  });
}

/** Every entry with such a URI goes: the `positions` of older apps mean nothing any more. What is not there is no failure. */
function removeEntries(context: RouteContext): Answer {
  const { items } = readJson(context.body, REMOVAL);
  const playlist = findEditable(context);
  checkCount(items.length);
  const uris = new Set(items.map(({ uri }) => uri));
  const invalid = [...uris].find((uri) => !URI.test(uri));
  if (invalid !== undefined) {
    throw new Refusal(400, `JSON body contains an invalid track uri: ${invalid}`);
  }
  editPlaylist(playlist, (edited) => {
    edited.entries = edited.entries.filter(({ item }) => item === null || !uris.has(toUri(item)));
  });
  return answerOk({ snapshot_id: playlist.snapshotId });
}

function makeEntries({ world, library }: RouteContext, uris: readonly string[]): PlaylistEntry[] {
  checkCount(uris.length);
  const catalogue = openCatalogue(world);
  const addedAt = toSpotifyDate(world.now());
  return uris.map((uri) => {
    const [, type, id = ""] = URI.exec(uri) ?? [];
    if (type === undefined) {
      throw new Refusal(400, `Invalid track uri: ${uri}`);
    }
    const item = type === "track" ? catalogue.track(id) : catalogue.episode(id);
    if (item === undefined) {
      throw new Refusal(400, "Payload contains a non-existing ID");
    }
    return { addedAt, addedBy: library.profile.id, item };
  });
}

function checkCount(count: number): void {
  if (count > MOST_IN_CALL) {
    throw new Refusal(400, `You can add a maximum of ${MOST_IN_CALL} tracks per request.`);
  }
}

function checkLength({ world }: RouteContext, length: number): void {
  if (length > world.rules.longestPlaylist) {
    throw new Refusal(400, "Playlist size limit reached");
  }
}

/** A local file's is none that could be named here. */
function toUri(item: PlaylistItem): string {
  return item.kind === "local" ? "" : `spotify:${item.kind}:${item.id}`;
}
