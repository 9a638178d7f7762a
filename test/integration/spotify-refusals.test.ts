import { describe, expect, test } from "vitest";
import { SpotifyError } from "../../src/lib/spotify/spotify-error.ts";
import { type Misbehaviour, PREMIUM_REQUIRED, USER_NOT_REGISTERED } from "../fake-spotify/faults.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";
import { readAll, startClient } from "../spotify-client.ts";

describe("a refusal", () => {
  test.each<[string, Misbehaviour, string]>([
    [
      "names the owner's missing Premium",
      PREMIUM_REQUIRED,
      "403 Forbidden (Active premium subscription required for the owner of the app.). " +
        "The owner of the Spotify app needs a Premium subscription.",
    ],
    [
      "names the app's list of users",
      USER_NOT_REGISTERED,
      "403 Forbidden (User not registered in the Developer Dashboard.). Add this Spotify user to the app's users on " +
        "https://developer.spotify.com/dashboard (User Management).",
    ],
    [
      "names the missing scope",
      refusal(403, "Insufficient client scope"),
      "403 Forbidden (Insufficient client scope). The consent lacks a scope; authorise again with: spotify-exporter login",
    ],
    ["repeats what Spotify said", refusal(403, "Forbidden"), "403 Forbidden (Forbidden)."],
    ["needs no words", { kind: "answer", status: 404, body: "" }, "404 Not Found."],
    ["says nothing of a page for browsers", html(400), "400 Bad Request."],
  ])("%s", async (_, does, said) => {
    const { fake, get } = await startClient();
    fake.misbehave({ does });

    const error = await failureOf(get("/me/tracks", { limit: 50 }));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error.message).toBe(`Spotify answered GET /me/tracks with ${said}`);
  });

  test.each<[string, string | object]>([
    ["plain text", "No.\r\n\u001b[31mNo!\u0007\n"],
    ["an API error", { error: { status: 403, message: "\u0000No.\n\u001b[31mNo!" } }],
    ["a token error", { error: "no", error_description: "No.\t\u009f\u001b[31mNo!" }],
  ])("repeats words of %s on one line, without control characters", async (_, body) => {
    const { fake, get } = await startClient();
    fake.misbehave({ does: { kind: "answer", status: 403, body } });

    expect((await failureOf(get("/me"))).message).toBe(
      "Spotify answered GET /me with 403 Forbidden (No. [31mNo!).",
    );
  });

  test.each<[string, (words: string) => string | object]>([
    ["plain text", (words) => words],
    ["an API error", (message) => ({ error: { status: 403, message } })],
  ])("repeats no more than 300 characters of %s", async (_, toBody) => {
    const { fake, get } = await startClient();
    fake.misbehave({ does: { kind: "answer", status: 403, body: toBody("No. ".repeat(10_000)) } });

    expect((await failureOf(get("/me"))).message).toBe(
      `Spotify answered GET /me with 403 Forbidden (${"No. ".repeat(75)}).`,
    );
  });

  test("by a redirect is not followed, for it would carry the token elsewhere", async () => {
    const { fake, get } = await startClient();
    fake.misbehave({
      does: { kind: "answer", status: 302, headers: { Location: `${fake.apiUrl}/me/albums` }, body: "" },
    });

    expect(await failureOf(get("/me/tracks"))).toMatchObject({ status: 302 });
    expect(fake.requests.api.map(({ path }) => path)).toEqual(["/me/tracks"]);
  });
});

test("a page that begins elsewhere is refused, for it would pass for the one that was asked for", async () => {
  const { fake, spotify } = await startClient();
  fake.misbehave({ does: { kind: "edited", edit: (body) => Object.assign({}, body, { offset: 20 }) } });

  const error = await failureOf(readAll(spotify.readSavedTracks()));
  expect(error).toBeInstanceOf(SpotifyError);
  expect(error.message).toBe("Spotify answered GET /me/tracks with the page at 20, not the one at 0.");
});

describe("an answer of an unknown shape", () => {
  test.each<[string, (body: unknown) => unknown, string]>([
    [
      "that is no page",
      () => ({ playlists: ["a private name"] }),
      "total: Invalid input: expected number, received undefined; items: Invalid input: expected array, received undefined",
    ],
    [
      "that is nothing at all",
      () => ["a private name"],
      "the whole: Invalid input: expected object, received array",
    ],
    [
      "with an entry that is none",
      () => ({ total: 2, items: [{ track: null }, "a private name"] }),
      "items.1: Invalid input: expected object, received string",
    ],
    [
      "with an entry that lacks its track",
      () => ({ total: 1, items: [{ song: "a private name" }] }),
      "items.0.track: Invalid input: expected object, received undefined",
    ],
    [
      "with names that are no text",
      () => ({ total: 1, items: [{ track: { name: ["a private name"] } }] }),
      "items.0.track.name: Invalid input: expected string, received array",
    ],
  ])("%s is refused by its place, without the data", async (_, edit, places) => {
    const { fake, spotify, waits } = await startClient();
    fake.misbehave({ does: { kind: "edited", edit } });

    const error = await failureOf(readAll(spotify.readSavedTracks()));
    expect(error).toBeInstanceOf(SpotifyError);
    expect(error.message).toBe(
      `Spotify's answer to GET /me/tracks has an unknown shape (${places}). It may have changed its API: look for a ` +
        "newer version of spotify-exporter.",
    );
    expect(everythingIn(error)).not.toContain("a private name");
    expect(waits).toEqual([]);
  });
});

function refusal(status: number, message: string): Misbehaviour {
  return { kind: "answer", status, body: { error: { status, message } } };
}

function html(status: number): Misbehaviour {
  return { kind: "answer", status, body: "<html><body>Bad request</body></html>" };
}
