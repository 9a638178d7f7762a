import type { Kind } from "../archive/manifest.ts";
import type { ExportTools, ReadyTools } from "../export/export-tools.ts";
import { openPartsOf } from "../export/run.ts";
import { runUntilPause } from "../export/run-until-pause.ts";
import type { Profile } from "../spotify/schemas.ts";
import { createSpotify } from "../spotify/spotify.ts";
import type { Delivery, Teller } from "../tell/teller.ts";
import type { KindRehearsal, Rehearsal } from "./rehearsal.ts";
import { rehearseLibrary } from "./rehearse-library.ts";
import { rehearsePlaylists } from "./rehearse-playlists.ts";

/** A rehearsal and the test messages after it, which are sent however it ended. */
export interface RehearsalWithMessages {
  readonly rehearsal: Rehearsal | undefined;
  /** What ended the rehearsal, where something did. */
  readonly error?: unknown;
  readonly deliveries: readonly Delivery[];
}

/** Goes through all of an export but the downloads and the writing, then sends a test message to each channel. */
export async function rehearse(
  kinds: readonly Kind[],
  tools: ExportTools,
  teller: Teller,
): Promise<RehearsalWithMessages> {
  const result = await rehearseExport(kinds, tools).then(
    (rehearsal) => ({ rehearsal }),
    (error: unknown) => ({ rehearsal: undefined, error }),
  );
  return { ...result, deliveries: await teller.test() };
}

/**
 * Proves what an export needs (archive, state, secrets, token, account), asks how much there is, and works out from what is
 * kept how much of it would be read. Nothing is published and nothing kept, but for a pause that Spotify asks for meanwhile.
 *
 * @throws {PausedError} where Spotify allows no requests yet
 */
export async function rehearseExport(kinds: readonly Kind[], tools: ExportTools): Promise<Rehearsal> {
  return runUntilPause(tools, async (ready) => {
    const profile = await ready.readProfile();
    const rehearsed: KindRehearsal[] = [];
    for (const kind of kinds) {
      rehearsed.push(await rehearseKind(kind, { ...ready, profile }));
    }
    const { id, display_name = null } = profile;
    return {
      account: { id, display_name },
      kinds: rehearsed,
      requests: rehearsed.reduce((sum, { requests }) => sum + requests, requestsBefore),
    };
  });
}

/** For an access token, and for whose account it is. */
const requestsBefore = 2;

async function rehearseKind(
  kind: Kind,
  tools: ReadyTools & { readonly profile: Profile },
): Promise<KindRehearsal> {
  const parts = await openPartsOf(kind, { ...tools, startedAt: tools.now() });
  const spotify = createSpotify(tools.get);
  return kind === "library"
    ? rehearseLibrary({ ...tools, spotify, parts })
    : rehearsePlaylists({ ...tools, spotify, parts });
}
