import type { Manifest } from "../archive/manifest.ts";
import { toAzureFailure } from "../azure/service-error.ts";
import { ConsentError, type ExporterError, PausedError, SettingsError } from "../errors.ts";
import type { Profile } from "../spotify/schemas.ts";
import { SpotifyError } from "../spotify/spotify-error.ts";
import { type Html, html } from "../web/html.ts";
import type { Page } from "../web/page.ts";

const nothingStored = html`<p>Nothing was stored, and what was stored before is as it was.</p>`;
const startAgain = html`<p>Open the link that ends in <code>/api/connect</code> again, with its key, and start anew.</p>`;

/** These pages hold nothing of the request: whatever it brought, nobody vouches for it. */
export const foreignAnswerPage: Page = refuse(
  400,
  "This answers no question of this browser",
  html`<p>It was asked for in another browser, was begun anew since, or did not come from here at all. The browser must accept cookies of this site.</p>`,
);

export const expiredPage: Page = refuse(
  410,
  "That took longer than ten minutes",
  html`<p>An attempt to connect is good for ten minutes.</p>`,
);

export const usedPage: Page = refuse(
  410,
  "This answer was used already",
  html`<p>It is good once. If this page was loaded again after it had said that you are connected, all is well.</p>`,
);

export const declinedPage: Page = refuse(
  403,
  "You declined at Spotify",
  html`<p>Without your consent there is nothing that can be backed up.</p>`,
);

export const noCodePage: Page = refuse(
  502,
  "Spotify sent an error",
  html`<p>It answered without the code that stands for your consent. It may have a disturbance, or the app’s page on
<a href="https://developer.spotify.com/dashboard" rel="noreferrer">developer.spotify.com/dashboard</a> may not be as it should.</p>`,
);

export function scopesMissingPage(missing: readonly string[]): Page {
  return refuse(
    403,
    "Not all was agreed to",
    html`<p>A backup would lack something without saying so. These permissions are missing:</p>
<ul>${missing.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>`,
  );
}

export function anotherAccountPage({
  given,
  backedUp,
}: {
  readonly given: Profile;
  readonly backedUp: Manifest["account"];
}): Page {
  return refuse(
    409,
    "That is another account",
    html`<p>You are signed in at Spotify as <strong>${given.display_name || given.id}</strong>, but the library that is backed up here is that of
<strong>${backedUp.display_name ?? backedUp.id}</strong>.</p>
<ul>
<li>If that was not meant: sign out at <a href="https://www.spotify.com/logout" rel="noreferrer">spotify.com</a>, and connect again as the right user.</li>
<li>To back up the other account from now on, add <code>&amp;account=another</code> to the end of the link’s address.</li>
</ul>`,
  );
}

/** The page for what Spotify, the archive or the secret store refused. */
export function toRefusalPage(error: ExporterError): Page {
  const words = html`<p>${error.message}</p>`;
  if (error instanceof ConsentError) {
    return refuse(400, "Spotify did not accept its own code", words);
  }
  if (error instanceof PausedError) {
    return refuse(503, "Spotify asks to wait", words);
  }
  if (error instanceof SpotifyError) {
    return error.status === 403
      ? refuse(403, "Spotify refuses this account", words)
      : refuse(502, "Spotify cannot be reached", words);
  }
  if (error instanceof SettingsError) {
    const problems = html`<ul>${error.problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
    return refuse(500, "The app is not set up yet", problems);
  }
  return isBusy(error)
    ? refuse(503, "Not just now: try again in a minute", words)
    : refuse(500, "Something that this needs is not in order", words);
}

/** Whether trying again in a while may help, and nothing else will. */
export function isBusy(error: ExporterError): boolean {
  const status = toAzureFailure(error.cause)?.status;
  return status === 429 || (status !== undefined && status >= 500);
}

function refuse(status: number, title: string, reason: Html): Page {
  return { status, tone: "bad", title, body: html`${reason}\n${nothingStored}\n${startAgain}` };
}
