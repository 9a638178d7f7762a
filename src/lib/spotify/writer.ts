import { z } from "zod";
import type { ApiSend, ApiWrite } from "./request.ts";
import { DriftError, InDoubtError, ItemsRefusedError, SpotifyError } from "./spotify-error.ts";

/** What can be said of a playlist when it is made, and later. An empty description is left out: Spotify refuses it. */
export interface WritableDetails {
  readonly name: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly isCollaborative: boolean;
}

/** `PUT /me/library` takes no more at once. */
export const mostUrisInSave = 40;

/**
 * Changes a user's library. Whatever must not be done twice throws an {@link InDoubtError} where it may have been done although no
 * answer says so; what names items throws an {@link ItemsRefusedError} where Spotify does not have one of them. Changes to the
 * entries of a playlist give its new version, undefined where Spotify does not tell it, and throw a {@link DriftError} where it
 * does not have the place.
 */
export interface SpotifyWriter {
  /** Saves or follows, by URI, at most {@link mostUrisInSave} at once. */
  saveItems(uris: readonly string[]): Promise<void>;
  /** Takes out of the library what was saved or followed. */
  unsaveItems(uris: readonly string[]): Promise<void>;
  /** Gives the id of the new, empty playlist. */
  createPlaylist(details: WritableDetails): Promise<string>;
  changeDetails(playlistId: string, details: WritableDetails): Promise<void>;
  /** @param addition.position where the first of them is to stand, from 0. @default behind all others */
  addEntries(
    playlistId: string,
    addition: { readonly uris: readonly string[]; readonly position?: number },
  ): Promise<string | undefined>;
  /** Takes out every copy of each. */
  removeEntries(playlistId: string, uris: readonly string[]): Promise<string | undefined>;
  moveEntries(
    playlistId: string,
    move: { readonly rangeStart: number; readonly rangeLength: number; readonly insertBefore: number },
  ): Promise<string | undefined>;
  setCover(playlistId: string, jpegBase64: string): Promise<void>;
}

const made = z.looseObject({ id: z.string().min(1) });
const changed = z.looseObject({ snapshot_id: z.string() });

/** By the paths that apps have which were made since February 2026. */
export function createSpotifyWriter(send: ApiSend): SpotifyWriter {
  async function sendItems(uris: readonly string[], write: ApiWrite): Promise<unknown> {
    try {
      return await send(write);
    } catch (error) {
      throw error instanceof SpotifyError ? explain(error, uris) : error;
    }
  }

  const toPath = (playlistId: string) => `/playlists/${encodeURIComponent(playlistId)}`;
  const toVersion = (answer: unknown) => changed.safeParse(answer).data?.snapshot_id;

  return {
    async saveItems(uris) {
      const query = { uris: uris.join(",") };
      await sendItems(uris, { method: "PUT", path: "/me/library", query, repeating: "safe" });
    },

    async unsaveItems(uris) {
      const query = { uris: uris.join(",") };
      await send({ method: "DELETE", path: "/me/library", query, repeating: "safe" });
    },

    async createPlaylist(details) {
      const path = "/me/playlists";
      const body = { json: toWireDetails(details) };
      const answer = made.safeParse(await send({ method: "POST", path, body, repeating: "unsafe" }));
      if (!answer.success) {
        throw new InDoubtError(`Spotify answered POST ${path} without saying which playlist it has made.`);
      }
      return answer.data.id;
    },

    async changeDetails(playlistId, details) {
      const body = { json: toWireDetails(details) };
      await send({ method: "PUT", path: toPath(playlistId), body, repeating: "safe" });
    },

    async addEntries(playlistId, { uris, position }) {
      const path = `${toPath(playlistId)}/items`;
      const body = { json: { uris, ...(position === undefined ? {} : { position }) } };
      return toVersion(await sendItems(uris, { method: "POST", path, body, repeating: "unsafe" }));
    },

    async removeEntries(playlistId, uris) {
      const path = `${toPath(playlistId)}/items`;
      const body = { json: { items: uris.map((uri) => ({ uri })) } };
      return toVersion(await sendItems(uris, { method: "DELETE", path, body, repeating: "safe" }));
    },

    async moveEntries(playlistId, { rangeStart, rangeLength, insertBefore }) {
      const path = `${toPath(playlistId)}/items`;
      const json = { range_start: rangeStart, range_length: rangeLength, insert_before: insertBefore };
      return toVersion(await sendItems([], { method: "PUT", path, body: { json }, repeating: "unsafe" }));
    },

    async setCover(playlistId, jpegBase64) {
      const path = `${toPath(playlistId)}/images`;
      await send({ method: "PUT", path, body: { jpegBase64 }, repeating: "safe" });
    },
  };
}

function toWireDetails({ name, description, isPublic, isCollaborative }: WritableDetails) {
  return {
    name,
    ...(description === "" ? {} : { description }),
    public: isPublic,
    collaborative: isCollaborative,
  };
}

/** A place that the playlist does not have, since somebody has made it shorter. */
const ofPlace = /bounds|position|index/i;
/** Refusals that are of the request as a whole. */
const ofRequest = /limit|maximum|too many|scope/i;

/** Tells a refusal of what is named from every other failure. Some name the URI, others say only that there is one. */
function explain(error: SpotifyError, uris: readonly string[]): SpotifyError {
  const { status, message } = error;
  if (status === 400 && ofPlace.test(message)) {
    return new DriftError(message, { status, cause: error });
  }
  if ((status !== 400 && status !== 404) || ofRequest.test(message) || uris.length === 0) {
    return error;
  }
  const named = new Set(message.match(/spotify:[a-z]+:[0-9A-Za-z]+/g));
  return new ItemsRefusedError(message, { status, uris: uris.filter((uri) => named.has(uri)) });
}
