import { expect, test } from "vitest";
import { parseExportSettings } from "../../src/lib/settings.ts";
import { credentials, problemsOf, wrongHttpsUrl, wrongUrl } from "../settings-problems.ts";

test.each([
  "https://api.example/v1",
  "HTTPS://API.EXAMPLE",
  "http://127.0.0.1:8080/v1",
  "http://[::1]:8080",
  "http://localhost:8080",
])("Spotify may be at %s", (url) => {
  const values = { ...credentials, SPOTIFY_API_URL: url, SPOTIFY_ACCOUNTS_URL: url };
  expect(parseExportSettings(values, "commandLine")).toMatchObject({
    spotifyApiUrl: url,
    spotifyAccountsUrl: url,
  });
});

test.each([
  "http://api.example/v1",
  "http://127.0.0.1.example",
  "http://127.0.0.2",
  "https://user@api.example",
  "https://user:hush@api.example",
  "https://api.example?key=hush",
  "https://api.example/v1#top",
  "ftp://127.0.0.1",
  "file:///etc/hush",
  "127.0.0.1:8080",
])("Spotify cannot be at %s", (url) => {
  const values = { ...credentials, SPOTIFY_API_URL: url, SPOTIFY_ACCOUNTS_URL: url };
  expect(problemsOf(() => parseExportSettings(values, "commandLine"))).toEqual([
    wrongUrl("SPOTIFY_ACCOUNTS_URL"),
    wrongUrl("SPOTIFY_API_URL"),
  ]);
});

test.each(["http://127.0.0.1:10000", "http://localhost:10000", "HTTP://localhost:10000"])(
  "neither storage nor vault can be at %s, for an identity's token goes there",
  (url) => {
    const values = { KEY_VAULT_URL: url, EXPORT_STORAGE_URL: url };
    expect(problemsOf(() => parseExportSettings(values, "functionApp")).toSorted()).toEqual([
      wrongHttpsUrl("EXPORT_STORAGE_URL"),
      wrongHttpsUrl("KEY_VAULT_URL"),
    ]);
  },
);
