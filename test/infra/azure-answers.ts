import { isArray, isObject, type Value, type ValueObject } from "./bicep-values.ts";

/** What Azure fills in when it has made a resource, as far as the templates ask for it. */
export function answerFor({
  type,
  name,
  id,
  body,
}: {
  type: string;
  name: string;
  id: string;
  body: ValueObject;
}): ValueObject {
  switch (type) {
    case "Microsoft.Storage/storageAccounts":
      return { properties: { primaryEndpoints: endpointsOf(name) } };
    case "Microsoft.KeyVault/vaults":
      return { properties: { vaultUri: `https://${name}.vault.azure.net/` } };
    case "Microsoft.ManagedIdentity/userAssignedIdentities":
      return { properties: { clientId: `client of ${name}`, principalId: `principal of ${name}` } };
    case "Microsoft.Insights/components":
      return {
        properties: { ConnectionString: "InstrumentationKey=0;IngestionEndpoint=https://in.example/" },
      };
    case "Microsoft.Web/sites":
      return { properties: { defaultHostName: `${name}.azurewebsites.net` } };
    case "Microsoft.Network/virtualNetworks":
      return { properties: { subnets: subnetsOf(body, id) } };
    default:
      return {};
  }
}

function endpointsOf(account: string): ValueObject {
  return Object.fromEntries(
    ["blob", "queue", "table"].map((service) => [service, `https://${account}.${service}.core.windows.net/`]),
  );
}

function subnetsOf({ properties }: ValueObject, id: string): Value {
  const subnets = isObject(properties) ? properties["subnets"] : undefined;
  return isArray(subnets)
    ? subnets.filter(isObject).map((subnet) => ({ ...subnet, id: `${id}/subnets/${String(subnet["name"])}` }))
    : [];
}
