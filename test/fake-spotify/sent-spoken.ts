import type { Audiobook, Episode, Show } from "./library.ts";
import { MARKETS } from "./markets.ts";
import { sentIdentity, sentImages } from "./sent-music.ts";
import { type Shape, unlessRestricted } from "./shape.ts";

export function sentShow(show: Show, shape: Shape) {
  return {
    ...sentIdentity("show", show.id),
    copyrights: [],
    description: show.description,
    explicit: false,
    html_description: `<p>${show.description}</p>`,
    images: sentImages(show.id),
    is_externally_hosted: false,
    languages: ["en"],
    media_type: "audio",
    name: show.name,
    total_episodes: show.totalEpisodes,
    ...unlessRestricted(shape, { available_markets: MARKETS, publisher: show.publisher }),
  };
}

export function sentEpisode(episode: Episode, shape: Shape) {
  return {
    ...sentIdentity("episode", episode.id),
    audio_preview_url: null,
    description: episode.description,
    duration_ms: episode.durationMs,
    explicit: false,
    html_description: `<p>${episode.description}</p>`,
    images: sentImages(episode.id),
    is_externally_hosted: false,
    is_playable: true,
    language: "en",
    languages: ["en"],
    name: episode.name,
    release_date: episode.releaseDate,
    release_date_precision: "day",
    resume_point: { fully_played: false, resume_position_ms: 0 },
    show: sentShow(episode.show, shape),
  };
}

/**
 * An episode as it comes to those who did not ask for episodes: with the fields of a track, the show standing in for
 * album and artist, and only `type` and `uri` left to tell it from one.
 */
export function sentEpisodeAsTrack(episode: Episode) {
  const identity = sentIdentity("episode", episode.id);
  const show = { ...sentIdentity("show", episode.show.id), name: episode.show.name };
  return {
    ...identity,
    album: { ...show, album_type: "show", artists: [show], images: sentImages(episode.show.id) },
    artists: [show],
    disc_number: 0,
    duration_ms: episode.durationMs,
    explicit: false,
    external_ids: { spotify: identity.external_urls.spotify },
    is_local: false,
    name: episode.name,
    preview_url: null,
    track_number: 0,
  };
}

export function sentAudiobook(audiobook: Audiobook, shape: Shape) {
  return {
    ...sentIdentity("audiobook", audiobook.id),
    authors: audiobook.authors.map((name) => ({ name })),
    copyrights: [],
    description: audiobook.description,
    edition: "Unabridged",
    explicit: false,
    html_description: `<p>${audiobook.description}</p>`,
    images: sentImages(audiobook.id),
    languages: ["en"],
    media_type: "audio",
    name: audiobook.name,
    narrators: audiobook.narrators.map((name) => ({ name })),
    total_chapters: audiobook.totalChapters,
    ...unlessRestricted(shape, { available_markets: MARKETS, publisher: audiobook.publisher }),
  };
}
