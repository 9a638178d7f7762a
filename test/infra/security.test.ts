import { describe, expect, test } from "vitest";
import { findDeclarations } from "./bicep-declarations.ts";
import type { DeployedResource } from "./bicep-deploy.ts";
import { findAt } from "./bicep-values.ts";
import { builtInRoles } from "./built-in-roles.ts";
import { choices, deployMain, deployments, ofType, templates, theOne } from "./deployments.ts";

const roleAssignments = "Microsoft.Authorization/roleAssignments";
const storageAccounts = "Microsoft.Storage/storageAccounts";
const secretNames = [
  "Spotify-ClientID",
  "Spotify-ClientSecret",
  "Spotify-RefreshToken",
  "Notify-DiscordWebhook",
  "Notify-Webhook",
  "Notify-Ping",
];

describe.each(Object.entries(deployments))("with %s chosen", (_, { resources }) => {
  test("storage takes no keys, no anonymous calls and no old TLS", () => {
    const accounts = ofType(resources, storageAccounts);

    expect(accounts).toHaveLength(2);
    for (const { body } of accounts) {
      expect(body["properties"]).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        defaultToOAuthAuthentication: true,
        minimumTlsVersion: "TLS1_2",
        supportsHttpsTrafficOnly: true,
      });
    }
  });

  test("the function app takes HTTPS of TLS 1.2 alone, and no password to deploy with", () => {
    const { body } = theOne(resources, "Microsoft.Web/sites");

    expect(body["properties"]).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: "1.2", scmMinTlsVersion: "1.2" },
    });
    const policies = ofType(resources, "Microsoft.Web/sites/basicPublishingCredentialsPolicies");
    expect(policies.map(({ name, body: { properties } }) => [name, properties])).toEqual([
      ["ftp", { allow: false }],
      ["scm", { allow: false }],
    ]);
  });

  test("the vault is opened by roles alone, and what is deleted can be had back", () => {
    expect(theOne(resources, "Microsoft.KeyVault/vaults").body["properties"]).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 90,
    });
  });

  test("a secret is made with a placeholder, once, and never written again", () => {
    const secrets = ofType(resources, "Microsoft.KeyVault/vaults/secrets");

    expect(secrets.map(({ name }) => name)).toEqual(secretNames);
    for (const { onlyIfNotExists, body } of secrets) {
      expect([onlyIfNotExists, findAt(body, "properties.value")]).toEqual([true, "not-set"]);
    }
  });

  test("logs are sent by identity", () => {
    expect(
      findAt(theOne(resources, "Microsoft.Insights/components").body, "properties.DisableLocalAuth"),
    ).toBe(true);
    const workspace = theOne(resources, "Microsoft.OperationalInsights/workspaces");
    expect(findAt(workspace.body, "properties.features.disableLocalAuth")).toBe(true);
  });

  test("the function app has the roles that it needs, on nothing that is wider than it must be", () => {
    expect(rolesOf(resources, "principal of id-")).toEqual([
      "Key Vault Secrets Officer on the secret Spotify-RefreshToken",
      "Key Vault Secrets User on the secret Notify-DiscordWebhook",
      "Key Vault Secrets User on the secret Notify-Ping",
      "Key Vault Secrets User on the secret Notify-Webhook",
      "Key Vault Secrets User on the secret Spotify-ClientID",
      "Key Vault Secrets User on the secret Spotify-ClientSecret",
      "Monitoring Metrics Publisher on the component appi",
      "Storage Blob Data Contributor on the container of exports",
      "Storage Blob Data Contributor on the container of state",
      "Storage Blob Data Owner on the storage of the host",
      "Storage Queue Data Contributor on the storage of the host",
      "Storage Table Data Contributor on the storage of the host",
    ]);
  });
});

test("who deploys may set secrets and read exports, if it is a person", () => {
  expect(rolesOf(deployments.person.resources, "person-0")).toEqual([
    "Key Vault Secrets Officer on the vault",
    "Storage Blob Data Reader on the container of exports",
  ]);
  const workflow = deployMain({ ...choices.person, principalType: "ServicePrincipal" });
  expect(rolesOf(workflow.resources, "person-0")).toEqual([]);
  expect(rolesOf(deployments.least.resources, "person-0")).toEqual([]);
});

test("exports are versioned, deleted ones can be had back, and the cool tier takes none of the state", () => {
  const { resources } = deployments.everything;
  const service = ofType(resources, `${storageAccounts}/blobServices`).find(({ id }) =>
    id.includes("stexport"),
  );
  expect(service?.body["properties"]).toEqual({
    isVersioningEnabled: true,
    deleteRetentionPolicy: { enabled: true, days: 30 },
    containerDeleteRetentionPolicy: { enabled: true, days: 30 },
  });

  const lifecycle = theOne(resources, `${storageAccounts}/managementPolicies`).body;
  const cool = "properties.policy.rules.0.definition";
  expect(findAt(lifecycle, `${cool}.actions`)).toEqual({
    baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 90 } },
  });
  const prefixes = findAt(lifecycle, `${cool}.filters.prefixMatch`);
  expect(prefixes).toEqual(["music/library/", "music/playlists/"]);
  expect(findAt(lifecycle, "properties.policy.rules.1.definition.actions")).toEqual({
    version: { delete: { daysAfterCreationGreaterThan: 30 } },
  });
});

describe("a virtual network", () => {
  const { resources } = deployments.everything;
  const guarded = [...ofType(resources, storageAccounts), theOne(resources, "Microsoft.KeyVault/vaults")];

  test("is the only way in, but for the addresses that are named", () => {
    for (const { body } of guarded) {
      expect(findAt(body, "properties.networkAcls")).toMatchObject({
        defaultAction: "Deny",
        ipRules: [{ value: "203.0.113.7" }, { value: "198.51.100.0/24" }],
        virtualNetworkRules: [{ id: expect.stringMatching(/\/subnets\/app$/) }],
      });
    }
  });

  test("is the one that the functions run in, in a subnet as Flex Consumption wants it", () => {
    const app = theOne(resources, "Microsoft.Web/sites").body;
    const network = theOne(resources, "Microsoft.Network/virtualNetworks");
    expect(findAt(app, "properties.virtualNetworkSubnetId")).toBe(`${network.id}/subnets/app`);
    expect(findAt(network.body, "properties.subnets.0.properties")).toMatchObject({
      delegations: [{ properties: { serviceName: "Microsoft.App/environments" } }],
      serviceEndpoints: [{ service: "Microsoft.Storage" }, { service: "Microsoft.KeyVault" }],
    });
  });

  test("is not there unless it is asked for", () => {
    expect(ofType(deployments.person.resources, "Microsoft.Network/virtualNetworks")).toEqual([]);
    const app = theOne(deployments.person.resources, "Microsoft.Web/sites");
    expect(findAt(app.body, "properties.virtualNetworkSubnetId")).toBe(null);
  });
});

test("a lock keeps the exports and the vault, if it is asked for", () => {
  const locks = ofType(deployments.everything.resources, "Microsoft.Authorization/locks");

  expect(locks.map(({ scopeId, body }) => [kindOf(scopeId), findAt(body, "properties.level")])).toEqual([
    ["the storage of exports", "CanNotDelete"],
    ["the vault", "CanNotDelete"],
  ]);
  expect(ofType(deployments.person.resources, "Microsoft.Authorization/locks")).toEqual([]);
});

test("no parameter asks for a secret, and no output gives one away", () => {
  const declarations = [...templates.values()].flatMap((root) => findDeclarations(root));
  const names = declarations
    .filter(({ kind }) => kind === "param" || kind === "output")
    .map(({ name }) => name);
  const text = [...templates.values()].map((root) => root.text).join("\n");

  expect(names.filter((name) => /password|token|secret|webhook|connection/i.test(name))).toEqual(["token"]);
  expect(text).not.toMatch(/listKeys|listSecrets|listAccountSas|@secure/i);
  expect(JSON.stringify(deployments.everything.outputs)).not.toMatch(/not-set|InstrumentationKey/);
});

test("the outputs are what the next commands need", () => {
  const { outputs } = deployments.person;

  expect(outputs).toEqual({
    AZURE_RESOURCE_GROUP: "rg-backups",
    FUNCTION_APP_NAME: expect.stringMatching(/^func-\w{13}$/),
    CONNECT_URL: `https://${String(outputs["FUNCTION_APP_NAME"])}.azurewebsites.net/api/connect`,
    CALLBACK_URL: `https://${String(outputs["FUNCTION_APP_NAME"])}.azurewebsites.net/api/callback`,
    KEY_VAULT_NAME: expect.stringMatching(/^kv-\w{13}$/),
    EXPORT_STORAGE_ACCOUNT: expect.stringMatching(/^stexport\w{13}$/),
    EXPORT_STORAGE_URL: `https://${String(outputs["EXPORT_STORAGE_ACCOUNT"])}.blob.core.windows.net/`,
    EXPORT_CONTAINER: "spotify",
  });
});

/** The roles that somebody has, in words, in the order of the alphabet. */
function rolesOf(resources: readonly DeployedResource[], principal: string): readonly string[] {
  return ofType(resources, roleAssignments)
    .filter(({ body }) => String(findAt(body, "properties.principalId")).startsWith(principal))
    .map(({ body, scopeId }) => {
      const role = String(findAt(body, "properties.roleDefinitionId")).split("/").at(-1) ?? "";
      return `${builtInRoles[role] ?? role} on ${kindOf(scopeId)}`;
    })
    .toSorted();
}

function kindOf(scopeId = ""): string {
  const name = scopeId.split("/").at(-1) ?? "";
  if (scopeId.includes("/containers/")) {
    return name.endsWith("-state") ? "the container of state" : "the container of exports";
  }
  if (scopeId.includes("/secrets/")) {
    return `the secret ${name}`;
  }
  if (scopeId.includes("/components/")) {
    return `the component ${name.split("-", 1)[0]}`;
  }
  if (scopeId.includes("/storageAccounts/")) {
    return name.startsWith("sthost") ? "the storage of the host" : "the storage of exports";
  }
  return scopeId.includes("/vaults/") ? "the vault" : scopeId;
}
