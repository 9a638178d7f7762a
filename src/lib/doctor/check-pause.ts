import type { Archive } from "../archive/archive.ts";
import type { ClientCredentials } from "../secrets/secret-store.ts";
import { openPauses } from "../state/pauses.ts";
import { describeTime } from "./durations.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

/** Whether Spotify may be asked, as far as earlier runs have been told; a warning where it may not. */
export async function checkPause(
  state: Archive | Obstacle,
  { client, now }: { readonly client: ClientCredentials | Obstacle; readonly now: Date },
): Promise<Finding> {
  if ("why" in client) {
    return skip("pause", client);
  }
  if ("why" in state) {
    return skip("pause", state);
  }
  try {
    const { until, location } = await openPauses(state, client);
    if (until === undefined || until <= now) {
      return { check: "pause", state: "ok", text: "none: Spotify may be asked" };
    }
    return {
      check: "pause",
      state: "warning",
      text: `Spotify allows this app no requests until ${describeTime(until)}`,
      advice:
        "Wait: the next run after that goes on. " +
        `(Should that be wrong, as after a change of the app's quota, remove ${location}.)`,
    };
  } catch (error) {
    return toFinding("pause", "what earlier runs were told cannot be read", error);
  }
}
