import { ConsentError } from "../errors.ts";
import type { SecretStore } from "./secret-store.ts";

/** The one store where it has a consent, and the other where it has none. */
export function preferSecrets(preferred: SecretStore, other: SecretStore): SecretStore {
  let chosen: Promise<SecretStore> | undefined;

  async function choose(): Promise<SecretStore> {
    try {
      await preferred.read();
      return preferred;
    } catch (error) {
      if (!(error instanceof ConsentError)) {
        throw error;
      }
      return other;
    }
  }

  function open(): Promise<SecretStore> {
    chosen ??= choose();
    return chosen;
  }

  return {
    location: `${preferred.location}, or ${other.location}`,
    readClient: async () => (await open()).readClient(),
    read: async () => (await open()).read(),
    readChannels: async () => (await open()).readChannels(),
    saveRefreshToken: async (token, consent) => (await open()).saveRefreshToken(token, consent),
    replaceRefreshToken: async (token, used) => (await open()).replaceRefreshToken(token, used),
    forgetRefreshToken: async () => (await open()).forgetRefreshToken(),
  };
}
