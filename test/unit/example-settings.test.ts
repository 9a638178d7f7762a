import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readLocalValues } from "../../src/lib/secrets/local-values.ts";
import { parseExportSettings } from "../../src/lib/settings.ts";

const example = new URL("../../local.settings.example.json", import.meta.url);
const values = await readLocalValues(fileURLToPath(example));

test("the example settings export both kinds weekly, half an hour apart, and check them daily", () => {
  expect(values["LIBRARY_SCHEDULE"]).toBe("0 0 2 * * 0");
  expect(values["PLAYLISTS_SCHEDULE"]).toBe("0 30 2 * * 0");
  expect(values["CHECK_SCHEDULE"]).toBe("0 0 12 * * *");
});

test("the example settings are right once the credentials are filled in", () => {
  const credentials = {
    SPOTIFY_CLIENT_ID: "id",
    SPOTIFY_CLIENT_SECRET: "hush",
    SPOTIFY_REFRESH_TOKEN: "hush",
  };

  expect(parseExportSettings({ ...values, ...credentials }, "functionApp")).toMatchObject({
    storage: { type: "connectionString" },
    container: "spotify",
    playlistType: "all",
    isTestMode: false,
  });
});

test("the README explains every setting of the example", async () => {
  const text = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const ofTheHost = ["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"];

  expect(
    Object.keys(values).filter((name) => !ofTheHost.includes(name) && !text.includes(`\`${name}\``)),
  ).toEqual([]);
});
