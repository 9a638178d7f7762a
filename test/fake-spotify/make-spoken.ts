import { makeSpotifyId } from "./identifiers.ts";
import type { Audiobook, Episode, Show } from "./library.ts";

type Given<Thing, Needed extends keyof Thing> = Pick<Thing, Needed> & Partial<Thing>;

export function makeShow(given: Given<Show, "name">): Show {
  return {
    id: makeSpotifyId(`show ${given.name}`),
    publisher: "A Publisher",
    description: `Everything there is to say about ${given.name}.`,
    totalEpisodes: 50,
    ...given,
  };
}

export function makeEpisode(given: Given<Episode, "name" | "show">): Episode {
  return {
    kind: "episode",
    id: makeSpotifyId(`episode ${given.name} ${given.show.id}`),
    description: `In this episode of ${given.show.name}: ${given.name}.`,
    releaseDate: "2024-03-01",
    durationMs: 2_400_000,
    ...given,
  };
}

export function makeAudiobook(given: Given<Audiobook, "name" | "authors">): Audiobook {
  return {
    id: makeSpotifyId(`audiobook ${given.name}`),
    narrators: ["A Narrator"],
    publisher: "A Publisher",
    description: `${given.name}, read aloud.`,
    totalChapters: 20,
    ...given,
  };
}
