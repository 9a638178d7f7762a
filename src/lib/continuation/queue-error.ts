import { commonAdvice, toAzureFailure } from "../azure/service-error.ts";
import { ExporterError } from "../errors.ts";

/** The queue of the host's storage account cannot be written to. */
export class QueueError extends ExporterError {
  override readonly name = "QueueError";
}

const giveRole =
  'Give the identity the role "Storage Queue Data Contributor" on the storage account of the function app; a new role takes some minutes to count.';

const checkWho =
  "Check the key in AzureWebJobsStorage or the identity's tenant, and the storage account's address.";

const advice: Readonly<Record<string, string>> = {
  AuthorizationPermissionMismatch: giveRole,
  InsufficientAccountPermissions: giveRole,
  AuthorizationFailure: `Check that the storage account's firewall lets the function app in. ${giveRole}`,
  AuthenticationFailed: checkWho,
  InvalidAuthenticationInfo: checkWho,
  KeyBasedAuthenticationNotPermitted:
    "The storage account takes no keys: set AzureWebJobsStorage__accountName in the place of AzureWebJobsStorage, and give the identity a role.",
  AccountIsDisabled: "Enable the storage account.",
  ResourceNotFound: "Check the name of the storage account.",
  QueueBeingDeleted: "The queue is just being deleted: wait a minute.",
  QueueNotFound: "The queue was deleted meanwhile; the next pause makes it anew.",
};

/** Asks the queue service and tells its refusal as a `QueueError`; a bug stays a bug. */
export async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toQueueError(action, error);
  }
}

function toQueueError(action: string, error: unknown): unknown {
  const failure = toAzureFailure(error);
  if (failure === undefined) {
    return error;
  }
  const next = advice[failure.code] ?? commonAdvice(failure) ?? "Check the storage account and its settings.";
  return new QueueError(`Could not ${action}: ${failure.answer}. ${next}`, { cause: error });
}
