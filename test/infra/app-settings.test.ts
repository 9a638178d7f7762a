import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCredential } from "../../src/lib/azure/credential.ts";
import { poisonQueueName, queueName } from "../../src/lib/continuation/queue.ts";
import { parseFunctionAppSettings } from "../../src/lib/settings.ts";
import { problemsOf } from "../settings-problems.ts";
import type { DeployedResource } from "./bicep-deploy.ts";
import { findAt, isObject, toText } from "./bicep-values.ts";
import { choices, deployMain, deployments, infra, ofType, theOne } from "./deployments.ts";

/** What the Functions host reads: learn.microsoft.com/azure/azure-functions/functions-app-settings. */
const ofTheHost = [
  "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
  "APPLICATIONINSIGHTS_CONNECTION_STRING",
  "AzureWebJobsStorage__blobServiceUri",
  "AzureWebJobsStorage__clientId",
  "AzureWebJobsStorage__credential",
  "AzureWebJobsStorage__queueServiceUri",
  "AzureWebJobsStorage__tableServiceUri",
];

/** What a plan of Flex Consumption does not take, since functionAppConfig says it. */
const notInFlex =
  /^(FUNCTIONS_(WORKER_RUNTIME|EXTENSION_VERSION)|WEBSITE_|SCM_|ENABLE_ORYX_BUILD|AzureWebJobsStorage$)/;

describe.each(Object.entries(deployments))(
  "the settings of the function app, with %s chosen",
  (_, { resources }) => {
    const settings = settingsOf(resources);

    test("are right", () => {
      expect(problemsOf(() => parseFunctionAppSettings(settings))).toEqual([]);
    });

    test("are each read by the exporter or by its host", async () => {
      const known = new Set([...ofTheHost, ...readByExporter(settings), ...(await readSchedules())]);

      expect(Object.keys(settings).filter((name) => !known.has(name))).toEqual([]);
      expect(Object.keys(settings).filter((name) => notInFlex.test(name))).toEqual([]);
    });

    test("are all that the exporter and its host must have", async () => {
      for (const name of [...ofTheHost, ...(await readSchedules())]) {
        expect(settings).toHaveProperty(name, expect.stringMatching(/./));
      }
      for (const name of ["KEY_VAULT_URL", "EXPORT_STORAGE_URL", "AzureWebJobsStorage__queueServiceUri"]) {
        expect(problemsOf(() => parseFunctionAppSettings({ ...settings, [name]: undefined }))).not.toEqual(
          [],
        );
      }
    });

    test("lead to the storage, the vault and the identity that are made", () => {
      const identity = theOne(resources, "Microsoft.ManagedIdentity/userAssignedIdentities").name;
      const vault = theOne(resources, "Microsoft.KeyVault/vaults").name;
      const [host, exports] = ofType(resources, "Microsoft.Storage/storageAccounts").map(({ name }) => name);

      expect(parseFunctionAppSettings(settings)).toMatchObject({
        keyVaultUrl: `https://${vault}.vault.azure.net`,
        storage: { type: "identity", blobServiceUrl: `https://${exports}.blob.core.windows.net` },
        hostStorage: { type: "identity", queueServiceUrl: `https://${host}.queue.core.windows.net` },
      });
      expect(settings).toMatchObject({
        AZURE_CLIENT_ID: `client of ${identity}`,
        AzureWebJobsStorage__clientId: `client of ${identity}`,
        AzureWebJobsStorage__credential: "managedidentity",
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=client of ${identity};Authorization=AAD`,
      });
    });

    test("name the container and the queues that are made, and the package lies in a third container", () => {
      const { container } = parseFunctionAppSettings(settings);
      const containers = ofType(resources, "Microsoft.Storage/storageAccounts/blobServices/containers");
      const queues = ofType(resources, "Microsoft.Storage/storageAccounts/queueServices/queues");
      const app = theOne(resources, "Microsoft.Web/sites").body;

      expect(containers.map(({ name }) => name)).toEqual(["deployment", container, `${container}-state`]);
      expect(queues.map(({ name }) => name)).toEqual([queueName, poisonQueueName]);
      expect(findAt(app, "properties.functionAppConfig.deployment.storage.value")).toBe(
        `${settings["AzureWebJobsStorage__blobServiceUri"]}deployment`,
      );
    });
  },
);

test("a further setting comes with the others, and cannot take the place of one that is made", () => {
  const exporterSettings = { KEEP_LAST: "12", EXPORT_STORAGE_URL: "https://elsewhere.example" };
  const settings = settingsOf(deployMain({ ...choices.least, exporterSettings }).resources);

  expect(settings["KEEP_LAST"]).toBe("12");
  expect(settings["EXPORT_STORAGE_URL"]).toMatch(/^https:\/\/stexport/);
});

test("the functions run on the version of Node.js that is chosen", () => {
  const versions = [deployments.person, deployments.everything].map(({ resources }) =>
    findAt(theOne(resources, "Microsoft.Web/sites").body, "properties.functionAppConfig.runtime"),
  );

  expect(versions).toEqual([
    { name: "node", version: "22" },
    { name: "node", version: "24" },
  ]);
});

function settingsOf(resources: readonly DeployedResource[]): Record<string, string> {
  const properties = theOne(resources, "Microsoft.Web/sites/config").body["properties"];
  return Object.fromEntries(
    Object.entries(isObject(properties) ? properties : {}).map(([name, value]) => [name, toText(value)]),
  );
}

/** The names that are looked up where these settings are read, and where the identity is found. */
function readByExporter(settings: Record<string, string>): readonly string[] {
  const names: string[] = [];
  const spy = new Proxy<Record<string, string>>(
    { ...settings, IDENTITY_ENDPOINT: "http://127.0.0.1" },
    {
      get(target, name) {
        names.push(String(name));
        return typeof name === "string" ? target[name] : undefined;
      },
    },
  );
  parseFunctionAppSettings(spy);
  createCredential(spy);
  return names;
}

/** The settings that timers take their schedule from, as in `%LIBRARY_SCHEDULE%`. */
async function readSchedules(): Promise<readonly string[]> {
  const folder = join(infra, "../src/functions");
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")),
  );
  return texts.flatMap((text) => [...text.matchAll(/"%(\w+)%"/g)].map(([, name = ""]) => name));
}
