import { join } from "node:path";
import { type DeployedResource, deploy, readTemplates } from "./bicep-deploy.ts";
import type { ValueObject } from "./bicep-values.ts";

export const infra = join(import.meta.dirname, "../../infra");
export const templates = await readTemplates(infra);

const least = { environmentName: "backups", location: "westeurope" };
const person = { ...least, principalId: "person-0", principalType: "User" };
const everything = {
  ...person,
  nodeVersion: "24",
  exportContainer: "music",
  alertEmail: "me@example.com",
  useVirtualNetwork: true,
  allowedIpAddresses: "203.0.113.7, 198.51.100.0/24",
  deleteLock: true,
  exporterSettings: { KEEP_LAST: "12" },
};

/** What people choose, from the least to everything at once. */
export const choices = { least, person, everything };

export function deployMain(parameters: ValueObject) {
  return deploy(templates, "main.bicep", parameters);
}

export const deployments = {
  least: deployMain(least),
  person: deployMain(person),
  everything: deployMain(everything),
};

export function ofType(resources: readonly DeployedResource[], type: string): readonly DeployedResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The one resource of a type, or the one whose name begins so. */
export function theOne(resources: readonly DeployedResource[], type: string, prefix = ""): DeployedResource {
  const [found, ...others] = ofType(resources, type).filter(({ name }) => name.startsWith(prefix));
  if (found === undefined || others.length > 0) {
    throw new Error(`There are ${others.length + (found ? 1 : 0)} of ${type} ${prefix}.`);
  }
  return found;
}
