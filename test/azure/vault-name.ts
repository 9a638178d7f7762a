import dns from "node:dns";

/**
 * The name of the vault's stand-in. The Key Vault client insists on a host under `vault.azure.net`, and that check
 * stays on, so this module makes the one name lead to this machine. Importing it is enough; a child process is
 * started with `node --import` and this file.
 */
export const vaultHost = "demo.vault.azure.net";

const lookup = dns.lookup;

function lookupLocally(hostname: string, ...rest: unknown[]): unknown {
  return Reflect.apply(lookup, dns, [hostname === vaultHost ? "127.0.0.1" : hostname, ...rest]);
}

Object.defineProperty(dns, "lookup", { value: lookupLocally, configurable: true, writable: true });
