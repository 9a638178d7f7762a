/** How far one step of a run has come, in entries or playlists. `total` is what Spotify counts. */
export interface ProgressEvent {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (event: ProgressEvent) => void;
