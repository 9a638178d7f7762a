import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { HostStorage } from "../../src/lib/continuation/host-storage.ts";
import { readLocalValues } from "../../src/lib/secrets/local-values.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import { parseExportSettings, parseFunctionAppSettings } from "../../src/lib/settings.ts";
import type { SettingValues } from "../../src/lib/settings-reader.ts";
import { credentials, problemsOf, wrongHttpsUrl } from "../settings-problems.ts";

const inAzure = { KEY_VAULT_NAME: "my-vault", EXPORT_STORAGE_URL: "https://me.blob.core.windows.net" };
const missing = expect.stringMatching(
  /^AzureWebJobsStorage__queueServiceUri is missing: .*AzureWebJobsStorage__accountName, or AzureWebJobsStorage to a connection string\./,
);

describe("the storage of the function app's host", () => {
  test.each<[string, SettingValues, HostStorage]>([
    [
      "a queue service by its URL",
      { AzureWebJobsStorage__queueServiceUri: "https://me.queue.core.windows.net/" },
      { type: "identity", queueServiceUrl: "https://me.queue.core.windows.net" },
    ],
    [
      "an account by its name, before a URL",
      {
        AzureWebJobsStorage__accountName: "myaccount1",
        AzureWebJobsStorage__queueServiceUri: "https://other.example",
      },
      { type: "identity", queueServiceUrl: "https://myaccount1.queue.core.windows.net" },
    ],
    [
      "a connection string before everything else, as the host has it",
      {
        AzureWebJobsStorage: "UseDevelopmentStorage=true",
        AzureWebJobsStorage__accountName: "myaccount1",
      },
      { type: "connectionString", connectionString: new Secret("UseDevelopmentStorage=true") },
    ],
    [
      "an empty connection string as none",
      { AzureWebJobsStorage: " ", AzureWebJobsStorage__accountName: "myaccount1" },
      { type: "identity", queueServiceUrl: "https://myaccount1.queue.core.windows.net" },
    ],
  ])("%s", (_, values, hostStorage) => {
    const settings = parseFunctionAppSettings({ ...inAzure, ...values });

    expect(settings).toEqual({ ...parseExportSettings(inAzure, "functionApp"), hostStorage });
    expect(revealed(settings.hostStorage)).toBe(revealed(hostStorage));
  });

  test("is the emulator in the example settings", async () => {
    const example = new URL("../../local.settings.example.json", import.meta.url);
    const values = { ...(await readLocalValues(fileURLToPath(example))), ...credentials };

    expect(revealed(parseFunctionAppSettings(values).hostStorage)).toBe("UseDevelopmentStorage=true");
  });

  test("must be named", () => {
    expect(problemsOf(() => parseFunctionAppSettings(inAzure))).toEqual([missing]);
  });

  test("is not asked for on a command line", () => {
    expect(problemsOf(() => parseExportSettings(inAzure, "commandLine"))).toEqual([]);
  });

  test.each(["http://127.0.0.1:10001/devstoreaccount1", "me.queue.core.windows.net", "https://me?sig=hush"])(
    "cannot be reached by identity at %s",
    (url) => {
      expect(
        problemsOf(() => parseFunctionAppSettings({ ...inAzure, AzureWebJobsStorage__queueServiceUri: url })),
      ).toEqual([wrongHttpsUrl("AzureWebJobsStorage__queueServiceUri")]);
    },
  );

  test.each(["ab", "My-Account", "https://me.queue.core.windows.net", "a".repeat(25)])(
    "cannot be an account called %s",
    (account) => {
      expect(
        problemsOf(() => parseFunctionAppSettings({ ...inAzure, AzureWebJobsStorage__accountName: account })),
      ).toEqual([expect.stringMatching(/^AzureWebJobsStorage__accountName must be .*__queueServiceUri\.$/)]);
    },
  );

  test("is among the problems when nothing is set", () => {
    const problems = problemsOf(() => parseFunctionAppSettings({ PLAYLIST_TYPE: "mine" }));

    const names = problems.map((problem) => problem.split(" ", 1)[0]);
    expect(names.toSorted()).toEqual([
      "AzureWebJobsStorage__queueServiceUri",
      "EXPORT_STORAGE_URL",
      "PLAYLIST_TYPE",
      "SPOTIFY_CLIENT_ID",
      "SPOTIFY_CLIENT_SECRET",
      "SPOTIFY_REFRESH_TOKEN",
    ]);
  });
});

/** Two secrets are equal to a matcher whatever they hold. */
function revealed(storage: HostStorage): string | undefined {
  return storage.type === "connectionString" ? storage.connectionString.reveal() : undefined;
}
