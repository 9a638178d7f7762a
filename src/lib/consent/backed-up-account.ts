import type { Archive } from "../archive/archive.ts";
import { kinds, type Manifest } from "../archive/manifest.ts";
import type { Log } from "../log.ts";
import { readFormers } from "../remember/formers.ts";
import { readIfSet } from "../secrets/read-if-set.ts";
import type { SecretStore } from "../secrets/secret-store.ts";

type Account = Manifest["account"];

/**
 * Whose library has been backed up so far: that of the newest snapshot, or, before there is one, of the consent that is stored.
 * Undefined where neither is there, and the first one is welcome.
 *
 * @throws {ArchiveError} where the archive cannot be read, and what the secret store throws when it refuses
 */
export async function findBackedUpAccount({
  archive,
  secrets,
  log,
  now,
}: {
  readonly archive: Archive;
  readonly secrets: SecretStore;
  readonly log: Log;
  readonly now: Date;
}): Promise<Account | undefined> {
  const newest = await Promise.all(
    kinds.map(async (kind) => (await readFormers(archive, { kind, now, log }).next()).value?.manifest),
  );
  const manifest = newest
    .filter((candidate) => candidate !== undefined)
    .reduce<Manifest | undefined>((a, b) => (a === undefined || b.id > a.id ? b : a), undefined);
  return manifest?.account ?? findConsentingAccount(secrets);
}

/** Who gave the consent that is stored, by id alone; undefined where there is none, or nobody knows. */
export async function findConsentingAccount(secrets: SecretStore): Promise<Account | undefined> {
  const consent = (await readIfSet(() => secrets.read()))?.consent;
  return consent === undefined ? undefined : { id: consent.accountId, display_name: null };
}
