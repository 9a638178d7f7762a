import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html } from "../../src/lib/web/html.ts";
import { pageHeaders, renderPage } from "../../src/lib/web/page.ts";

describe("markup", () => {
  test("keeps text apart from itself, and takes markup as it is", () => {
    const name = `<b onclick='x("&")'>`;

    expect(
      html`<p title="${name}">${name} ${3} ${html`<i>${name}</i>`} ${[html`<li>`, html`</li>`]}</p>`.markup,
    ).toBe(
      '<p title="&lt;b onclick=&#39;x(&quot;&amp;&quot;)&#39;&gt;">&lt;b onclick=&#39;x(&quot;&amp;&quot;)&#39;&gt; 3 ' +
        "<i>&lt;b onclick=&#39;x(&quot;&amp;&quot;)&#39;&gt;</i> <li></li></p>",
    );
  });

  test("lets no text out of its place, whatever it is", () => {
    const text = fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "/", "=", "`", "b", "\u202E") });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const inner = html`<p title="${one}">${other}</p>`.markup.slice('<p title="'.length, -"</p>".length);
        expect(inner.replace('">', "")).not.toMatch(/[<>"']/);
      }),
    );
  });

  test("turns no direction", () => {
    expect(html`${"a\u202Eb\u0000c"}`.markup).toBe("a b c");
  });
});

describe("a page", () => {
  const page = renderPage({ status: 200, tone: "good", title: "A & B", body: html`<p>x</p>` });

  test("is one document with its title, and needs neither script nor another file", () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain("<title>A &amp; B · Spotify Exporter</title>");
    expect(page).toContain("<h1>A &amp; B</h1>");
    expect(page).not.toMatch(/<script|src=|url\(|@import/);
  });

  test("has just the style that its headers allow", async () => {
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));

    expect(pageHeaders["content-security-policy"]).toContain(
      `style-src 'sha256-${Buffer.from(digest).toString("base64")}'`,
    );
  });
});
