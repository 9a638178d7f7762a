import { ConsentError, PausedError, SettingsError } from "../errors.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import type { SpotifyTools } from "./doctor-tools.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

const reached: Finding = { check: "network", state: "ok", text: "Spotify answers" };
const known: Finding = { check: "client", state: "ok", text: "Spotify knows the client ID and secret" };
const accepted: Finding = { check: "token", state: "ok", text: "Spotify accepts the refresh token" };
const unsaid: Obstacle = { why: "Spotify did not say" };

/** One request tells three things: whether Spotify can be reached, whether it knows the app, and whether the consent holds. */
export async function checkToken(spotify: SpotifyTools | Obstacle): Promise<{
  readonly findings: readonly Finding[];
  readonly isAccepted: boolean;
}> {
  if ("why" in spotify) {
    const checks = ["network", "client", "token"] as const;
    return { findings: checks.map((check) => skip(check, spotify)), isAccepted: false };
  }
  try {
    await spotify.tokens.getToken();
    return { findings: [reached, known, accepted], isAccepted: true };
  } catch (error) {
    return { findings: findCause(error), isAccepted: false };
  }
}

function findCause(error: unknown): readonly Finding[] {
  if (error instanceof SettingsError) {
    const unseen = { why: "Spotify looks at it only for an app that it knows" };
    return [reached, toFinding("client", "Spotify does not know the app", error), skip("token", unseen)];
  }
  if (error instanceof ConsentError) {
    return [reached, known, toFinding("token", "Spotify no longer accepts the refresh token", error)];
  }
  if (error instanceof PausedError) {
    return [reached, skip("client", unsaid), toFinding("token", "", error)];
  }
  if (!(error instanceof SpotifyError)) {
    // Spotify has put another token in its place, which could not be stored.
    return [reached, known, toFinding("token", "the refresh token could not be renewed", error)];
  }
  if (error.status === undefined) {
    const network = toFinding("network", "Spotify cannot be reached", error);
    return [network, skip("client", unsaid), skip("token", unsaid)];
  }
  return [reached, skip("client", unsaid), toDisturbance(error)];
}

/** Spotify has taken tokens for dead while it was ill itself: only its clear word ends one. */
function toDisturbance(error: SpotifyError): Finding {
  return {
    ...toFinding("token", "Spotify did not say whether it accepts the refresh token", error),
    advice: `${error.message} The token is kept, and may well be good: look again later.`,
  };
}
