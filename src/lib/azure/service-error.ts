/** How a call to an Azure service failed. `answer` puts it in words and holds nothing that was sent. */
export interface AzureFailure {
  readonly status?: number;
  readonly code: string;
  readonly answer: string;
}

/** The code of a failure that came before the service was asked: there was no token to ask with. */
const noToken = "NoToken";

const credentialErrors: ReadonlySet<string> = new Set([
  "AggregateAuthenticationError",
  "AuthenticationError",
  "AuthenticationRequiredError",
  "CredentialUnavailableError",
]);

/**
 * Reads the errors of the Azure SDKs by their names, since more than one copy of a class may be installed. Nothing
 * for any other error: that one is a bug.
 */
export function toAzureFailure(error: unknown): AzureFailure | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if (credentialErrors.has(error.name)) {
    return { code: noToken, answer: `Azure gave no access token (${firstLine(error.message)})` };
  }
  if (error.name !== "RestError") {
    return undefined;
  }
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : "without a code";
  if (status === undefined) {
    return { code, answer: firstLine(error.message) };
  }
  return { status, code, answer: `${status} ${code}` };
}

/** What to do about failures that every service has in common; nothing for those that are a service's own. */
export function commonAdvice({ status, code }: AzureFailure): string | undefined {
  switch (code) {
    case noToken:
      return "In Azure, turn on the app's managed identity; on your own machine, sign in with `az login`.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Check the name in the address, and the network.";
    case "ECONNREFUSED":
    case "ECONNRESET":
    case "ETIMEDOUT":
    case "EPIPE":
    case "REQUEST_SEND_ERROR":
      return "Check the address, the network and any firewall between, then run again.";
  }
  if (status === 401) {
    return "Check that the identity belongs to the same Azure tenant.";
  }
  if (status === 429 || (status !== undefined && status >= 500)) {
    return "Azure is busy or has a disturbance: run again later.";
  }
  return undefined;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
