import { SettingsError } from "../errors.ts";
import { readIfSet } from "../secrets/read-if-set.ts";
import type { ClientCredentials, Credentials, SecretStore } from "../secrets/secret-store.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

export interface SecretsResult {
  readonly finding: Finding;
  /** Whatever of them is missing: the others can be read. */
  readonly secrets: SecretStore | Obstacle;
  readonly credentials: Credentials | Obstacle;
  /** The app's alone, for which no consent is needed. */
  readonly client: ClientCredentials | Obstacle;
}

const missing: Obstacle = { why: "credentials are missing" };
const unread: Obstacle = { why: "the secrets cannot be read" };
const nothing = { secrets: unread, credentials: unread, client: unread };

/** Whether the credentials can be read, and all of them are there. */
export async function checkSecrets(secrets: SecretStore | Obstacle): Promise<SecretsResult> {
  if ("why" in secrets) {
    return { ...nothing, finding: skip("secrets", secrets) };
  }
  const { location } = secrets;
  try {
    const credentials = await secrets.read();
    const text = `client ID, client secret and refresh token are in ${location}`;
    const finding: Finding = { check: "secrets", state: "ok", text };
    return { finding, secrets, credentials, client: credentials };
  } catch (error) {
    const isMissing = error instanceof SettingsError;
    const text = isMissing ? "not all that are needed are there" : `${location} cannot be read`;
    const finding = toFinding("secrets", text, error);
    if (!isMissing) {
      return { ...nothing, finding };
    }
    const client = await readIfSet(() => secrets.readClient());
    return { finding, secrets, credentials: missing, client: client ?? missing };
  }
}
