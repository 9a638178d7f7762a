import { kinds } from "../archive/manifest.ts";
import { type Consent, findConsentEnd } from "../consent/consent.ts";
import { findNextRun, type Schedule } from "../schedule/schedule.ts";
import type { Schedules } from "../schedule/schedules.ts";
import type { Profile } from "../spotify/schemas.ts";
import { type Html, html } from "../web/html.ts";
import type { Page } from "../web/page.ts";

/** Tells who is connected, until when, and when the backups run. */
export function connectedPage({
  profile,
  consent,
  schedules,
  now,
  host,
}: {
  readonly profile: Profile;
  readonly consent: Consent;
  readonly schedules: Schedules;
  readonly now: Date;
  /** The function app, as in `https://my-app.azurewebsites.net`. */
  readonly host: string;
}): Page {
  const { id, display_name } = profile;
  return {
    status: 200,
    tone: "good",
    title: "Connected to Spotify",
    body: html`<dl>
<dt>Account</dt><dd><strong>${display_name || id}</strong>${display_name ? html` <span class="quiet">(${id})</span>` : ""}</dd>
<dt>Consent until</dt><dd>${formatDay(findConsentEnd(consent))}</dd>
${kinds.map((kind) => html`<dt>Next ${kind} backup</dt><dd>${formatNextRun(schedules[kind], now)}</dd>`)}
</dl>
<p>The refresh token is stored; there is nothing more to do. Before the consent ends, open the same link again.</p>
<h2>To start a backup right away</h2>
<p>In the Azure portal open the function app, choose <code>exportLibrary</code> or <code>exportPlaylists</code>, then <em>Code + Test</em> and
<em>Test/Run</em>. Or, with the app’s master key:</p>
<pre>curl -X POST ${host}/admin/functions/exportLibrary -H "x-functions-key: MASTER_KEY" -H "content-type: application/json" -d "{}"</pre>`,
  };
}

function formatNextRun(schedule: Schedule | undefined, now: Date): Html {
  const next = schedule === undefined ? undefined : findNextRun(schedule, now);
  if (next === undefined) {
    return html`by hand alone: no schedule is set`;
  }
  return html`${formatDay(next)}, ${next.toISOString().slice(11, 16)} UTC`;
}

function formatDay(at: Date): string {
  return at.toLocaleDateString("en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
