/** A GET request to the Web API, as far as it matters which answers belong together. */
export interface Question {
  /** All of it: path and query. */
  readonly text: string;
  /** What it is about: a playlist, or one collection of the library. */
  readonly subject: string;
  /** Whether its answer tells how the subject is now: a playlist's own object, or the first page of a collection. */
  readonly isOpening: boolean;
  readonly isOfPlaylist: boolean;
  /** Whether its answer tells the versions of playlists: a page of the list of them. */
  readonly isOfList: boolean;
}

export function toQuestion(path: string, query: Readonly<Record<string, string | number>>): Question {
  const parameters = Object.entries(query);
  const text = `${path}?${parameters.map(([name, value]) => `${name}=${value}`).join("&")}`;
  const playlist = /^\/playlists\/[^/]+/.exec(path)?.[0];
  if (playlist !== undefined) {
    return { text, subject: playlist, isOpening: path === playlist, isOfPlaylist: true, isOfList: false };
  }
  const places = ["limit", "offset", "after"];
  const collection = parameters
    .filter(([name]) => !places.includes(name))
    .map(([name, value]) => `${name}=${value}`);
  return {
    text,
    subject: `${path}?${collection.join("&")}`,
    isOpening: (query["offset"] ?? 0) === 0 && query["after"] === undefined,
    isOfPlaylist: false,
    isOfList: path === "/me/playlists",
  };
}
