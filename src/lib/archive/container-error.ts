import { commonAdvice, toAzureFailure } from "../azure/service-error.ts";
import { ArchiveError } from "../errors.ts";

const giveRole =
  'Give the identity the role "Storage Blob Data Contributor" on the storage account; a new role takes some minutes to count.';

const checkWho =
  "Check the key in the connection string or the identity's tenant, the storage account's address, and this machine's clock.";

const advice: Readonly<Record<string, string>> = {
  AuthorizationPermissionMismatch: giveRole,
  InsufficientAccountPermissions: giveRole,
  AuthorizationFailure: `Check that the storage account's firewall lets this machine in. ${giveRole}`,
  AuthenticationFailed: checkWho,
  InvalidAuthenticationInfo: checkWho,
  KeyBasedAuthenticationNotPermitted:
    "The storage account takes no keys: set EXPORT_STORAGE_URL and give the identity a role.",
  AccountIsDisabled: "Enable the storage account.",
  ResourceNotFound: "Check the name of the storage account.",
  InvalidResourceName:
    "Check EXPORT_CONTAINER: a container is named by 3 to 63 lower-case letters, digits and hyphens.",
  ContainerNotFound: "There is no such container: check its name in EXPORT_CONTAINER.",
  ContainerBeingDeleted: "The container is just being deleted: wait a minute, or choose another.",
  BlobNotFound: "There is no such file, or it was removed meanwhile.",
  BlobImmutableDueToPolicy: "A retention policy of the container forbids it until its time is over.",
  BlobImmutableDueToLegalHold: "A legal hold forbids it until it is lifted.",
  SnapshotsPresent: "Somebody has made snapshots of this very blob: delete them in the portal.",
  LeaseIdMissing: "A lease protects it: break the lease in the portal.",
};

/** Asks the blob service and tells its refusal as an `ArchiveError`; a bug stays a bug. */
export async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toArchiveError(action, error);
  }
}

export function toArchiveError(action: string, error: unknown): unknown {
  const failure = toAzureFailure(error);
  if (failure === undefined) {
    return error;
  }
  const next =
    advice[failure.code] ??
    commonAdvice(failure) ??
    "Check the storage account and its settings, then run again.";
  return new ArchiveError(`Could not ${action}: ${failure.answer}. ${next}`, { cause: error });
}
