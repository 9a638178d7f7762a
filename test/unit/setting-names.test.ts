import { describe, expect, test } from "vitest";
import { findMeant, settingNames } from "../../src/lib/doctor/setting-names.ts";
import { parseFunctionAppSettings, parseWebSettings } from "../../src/lib/settings.ts";
import type { SettingValues } from "../../src/lib/settings-reader.ts";
import { problemsOf } from "../settings-problems.ts";

test("every setting that is read is known by name", () => {
  const asked = new Set<string>();
  for (const values of [
    {},
    { EXPORT_STORAGE_URL: "x", KEY_VAULT_NAME: "x", AzureWebJobsStorage__accountName: "x" },
  ]) {
    const watched: SettingValues = new Proxy<Record<string, string>>(values, {
      get(target, name) {
        asked.add(String(name));
        return Reflect.get(target, name);
      },
    });
    problemsOf(() => parseFunctionAppSettings(watched));
    problemsOf(() => parseWebSettings(watched));
  }

  expect(asked.size).toBeGreaterThan(25);
  expect([...asked].filter((name) => !settingNames.some((known) => known === name))).toEqual([]);
});

describe("a name that is nearly that of a setting", () => {
  test.each([
    ["KEYVAULT_NAME", "KEY_VAULT_NAME"],
    ["SpotifyClientId", "SPOTIFY_CLIENT_ID"],
    ["SPOTIFY_CLIENTID", "SPOTIFY_CLIENT_ID"],
    ["SPOTIFY_REFERSH_TOKEN", "SPOTIFY_REFRESH_TOKEN"],
    ["PLAYLIST_SCHEDULE", "PLAYLISTS_SCHEDULE"],
    ["EXPORT_FOLDERS", "EXPORT_FOLDER"],
    ["SPOTIFY_CLIENT_SEKRET", "SPOTIFY_CLIENT_SECRET"],
    ["spotify_client_id", "SPOTIFY_CLIENT_ID"],
  ])("%s means %s", (name, meant) => {
    expect(findMeant(name)).toBe(meant);
  });

  test.each([
    ...settingNames,
    "PATH",
    "EXPORT",
    "FUNCTIONS_WORKER_RUNTIME",
    "AzureWebJobsStorage__credential",
  ])("%s means nothing else", (name) => {
    expect(findMeant(name)).toBeUndefined();
  });
});
