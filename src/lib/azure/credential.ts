import type { TokenCredential } from "@azure/identity";
import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";

/**
 * Who the exporter is for Azure: the managed identity where the platform announces one (App Service and Functions
 * set `IDENTITY_ENDPOINT`), else whoever is signed in on this machine. `AZURE_CLIENT_ID` names a user-assigned one.
 */
export function createCredential(environment: Readonly<Record<string, string | undefined>>): TokenCredential {
  const { IDENTITY_ENDPOINT: endpoint, AZURE_CLIENT_ID: clientId } = environment;
  if (!endpoint) {
    return new DefaultAzureCredential();
  }
  return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
}

/** The same in words for people. */
export function describeCredential(environment: Readonly<Record<string, string | undefined>>): string {
  const { IDENTITY_ENDPOINT: endpoint, AZURE_CLIENT_ID: clientId } = environment;
  if (!endpoint) {
    return "whoever is signed in on this machine";
  }
  return clientId ? `the managed identity ${clientId}` : "the managed identity";
}
