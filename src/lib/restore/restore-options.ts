/** How a restore goes about what the account holds already. */
export interface RestoreOptions {
  /** `same`: the user's own playlists that are still there are brought to what they were; `new`: each is made anew. */
  readonly into: "new" | "same";
  /**
   * The playlists that earlier runs of this restore have made, by the ids of the saved ones. They are gone on with, not made
   * once more.
   */
  readonly created?: ReadonlyMap<string, string>;
  /**
   * Whether each entry is saved by a request of its own, so that nothing depends on what Spotify makes of many at once.
   * @default "together"
   */
  readonly saving?: "together" | "one by one" | undefined;
  /** The URIs of other releases that stand in for tracks that are gone, by `toGoneKey`. */
  readonly substitutes?: ReadonlyMap<string, string>;
}
