import type { Manifest } from "../archive/manifest.ts";
import type { Authorization } from "../spotify/authorization.ts";
import { type Html, html } from "../web/html.ts";
import type { Page } from "../web/page.ts";
import type { Attempt } from "./attempts.ts";

/** Shows the way to Spotify, and before that what commonly fails there: an app's page that lacks the redirect URI. */
export function invitationPage({
  authorization: { url, redirectUri },
  backedUp,
  account,
}: {
  readonly authorization: Pick<Authorization, "url" | "redirectUri">;
  readonly backedUp: Manifest["account"] | undefined;
  readonly account: Attempt["account"];
}): Page {
  return {
    status: 200,
    tone: "plain",
    title: "Connect to Spotify",
    body: html`${describeAccount(backedUp, account)}
<h2>Before you go on, once</h2>
<ol>
<li>On the <a href="https://developer.spotify.com/dashboard" rel="noreferrer">page of your Spotify app</a>, under <em>Settings</em>, this must be one of the <em>Redirect URIs</em>:
<pre>${redirectUri}</pre></li>
<li>An account other than the app owner’s must be listed there under <em>User Management</em>.</li>
</ol>
<p><a class="button" href="${url.href}" rel="noreferrer">Continue to Spotify</a></p>
<p class="quiet">Spotify asks you to let your app read your library and playlists; it is not asked to change anything. The consent lasts
six months, and is renewed by opening this page again. The button works for ten minutes, once, in this browser.</p>`,
  };
}

function describeAccount(backedUp: Manifest["account"] | undefined, account: Attempt["account"]): Html {
  if (backedUp === undefined) {
    return html`<p>Sign in at Spotify as the user whose library is to be backed up.</p>`;
  }
  const name = backedUp.display_name ?? backedUp.id;
  return account === "another"
    ? html`<p>So far the library of <strong>${name}</strong> is backed up. You asked for another account: from now on the one that you
sign in with is backed up instead. What there is of ${name} stays in the archive.</p>`
    : html`<p>The library of <strong>${name}</strong> is backed up here. Sign in at Spotify as the same user.</p>`;
}

/** @param right where the page is to be opened instead */
export function wrongAddressPage(right: URL): Page {
  return {
    status: 400,
    tone: "bad",
    title: "Open this page at 127.0.0.1",
    body: html`<p>Spotify sends nobody back to <code>localhost</code>, only to <code>127.0.0.1</code>, and the browser must come back to
the host that it left.</p>
<p><a class="button" href="${right.href}">Open ${right.href}</a></p>`,
  };
}
