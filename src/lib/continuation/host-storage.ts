import { Secret } from "../secrets/secret.ts";
import type { SettingsReader } from "../settings-reader.ts";

/** How bindings name the storage of the function app's host; its settings begin with this name. */
export const hostConnection = "AzureWebJobsStorage";

/** The queues of the storage account that the host of the function app works with. */
export type HostStorage =
  | { readonly type: "identity"; readonly queueServiceUrl: string }
  | { readonly type: "connectionString"; readonly connectionString: Secret };

/**
 * Takes the settings in the host's own order (connection string, account, URL), since a message that lies in another
 * account than the one the host listens to would never arrive.
 */
export function readHostStorage(reader: SettingsReader): HostStorage {
  const connectionString = reader.text(hostConnection);
  if (connectionString !== undefined) {
    return { type: "connectionString", connectionString: new Secret(connectionString) };
  }
  const account = reader.text(`${hostConnection}__accountName`);
  if (account !== undefined) {
    if (!/^[a-z0-9]{3,24}$/.test(account)) {
      reader.problem(
        `${hostConnection}__accountName must be the storage account's name alone, 3 to 24 lower-case letters and digits; ` +
          `for a whole URL use ${hostConnection}__queueServiceUri.`,
      );
    }
    return { type: "identity", queueServiceUrl: `https://${account}.queue.core.windows.net` };
  }
  if (reader.text(`${hostConnection}__queueServiceUri`) === undefined) {
    reader.problem(
      `${hostConnection}__queueServiceUri is missing: set it to the queue service's URL, as in ` +
        `https://myaccount.queue.core.windows.net, or set ${hostConnection}__accountName, or ${hostConnection} to a ` +
        "connection string. A paused export goes on through a queue there.",
    );
    return { type: "identity", queueServiceUrl: "" };
  }
  return { type: "identity", queueServiceUrl: reader.httpsUrl(`${hostConnection}__queueServiceUri`) };
}
