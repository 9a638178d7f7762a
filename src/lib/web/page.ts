import { createHash } from "node:crypto";
import { type Html, html } from "./html.ts";
import { style } from "./style.ts";

/** What a browser is shown. */
export interface Page {
  readonly status: number;
  /** `plain` asks or tells, `good` is done, `bad` went wrong. */
  readonly tone: "plain" | "good" | "bad";
  readonly title: string;
  readonly body: Html;
}

/** Makes the whole document of a page. It needs no script and loads nothing. */
export function renderPage({ tone, title, body }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Spotify Exporter</title>
<style>`.markup;
  const rest = html`</style>
</head>
<body>
<main class="${tone}">
<p class="name">Spotify Exporter</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.markup;
  return page + style + rest;
}

const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * Goes with every page. Nothing is loaded, run, framed, kept or told on: the address of a page may hold a key or a code of Spotify's.
 */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    `default-src 'none'; style-src 'sha256-${styleHash}'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;
