import { expect, test } from "vitest";
import { toDetails, unescapeHtml } from "../../src/lib/restore/playlist-details.ts";
import { sayFacts } from "../restore/saved.ts";

test.each([
  ["Rock &amp; Roll", "Rock & Roll"],
  ["&lt;3 &quot;you&quot; &apos;n&#x27; me&#39;", "<3 \"you\" 'n' me'"],
  ["&#x1F600; &#128512;", "😀 😀"],
  ["&amp;amp;", "&amp;"],
  ["R&B; A &unknown; &#x110000; &#0; &", "R&B; A &unknown; &#x110000; &#0; &"],
])("%s is shown as %s", (escaped, shown) => {
  expect(unescapeHtml(escaped)).toBe(shown);
});

test.each([
  ["a name of 200 characters", { name: "n".repeat(200) }, { name: "n".repeat(200) }, []],
  ["a name of 300 characters", { name: "n".repeat(300) }, { name: "n".repeat(200) }, ["name-changed"]],
  ["half of an emoji", { name: `${"n".repeat(199)}😀` }, { name: "n".repeat(199) }, ["name-changed"]],
  ["no name", { name: "" }, { name: "(no name)" }, ["name-changed"]],
  [
    "a long description of several lines",
    { description: `a\r\n${"d".repeat(300)}` },
    { description: `a ${"d".repeat(298)}` },
    ["description-changed"],
  ],
  ["an escaped description", { description: "R&amp;B" }, { description: "R&B" }, []],
  ["public", { isPublic: "true" }, { isPublic: true }, []],
  ["not said whether public", { isPublic: "" }, { isPublic: false }, []],
  [
    "public and collaborative, which Spotify does not take",
    { isPublic: "true", isCollaborative: true },
    { isPublic: false, isCollaborative: true },
    [],
  ],
])("%s", (_, given, details, changed) => {
  expect(toDetails(sayFacts("p", given))).toEqual({
    details: { name: "p", description: "", isPublic: false, isCollaborative: false, ...details },
    changed,
  });
});
