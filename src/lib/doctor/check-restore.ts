import { findConsentEnd } from "../consent/consent.ts";
import { readIfSet } from "../secrets/read-if-set.ts";
import type { ClientCredentials, SecretStore } from "../secrets/secret-store.ts";
import { describeDay } from "./durations.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

/** Whether there is a consent to put things back. Nobody needs one until then. */
export async function checkRestore(
  secrets: SecretStore | Obstacle,
  { client, now }: { readonly client: ClientCredentials | Obstacle; readonly now: Date },
): Promise<Finding> {
  if ("why" in secrets) {
    return skip("restore", secrets);
  }
  if ("why" in client) {
    return skip("restore", client);
  }
  try {
    const consent = (await readIfSet(() => secrets.read()))?.consent;
    const there = "there is a consent to put things back";
    if (consent === undefined) {
      return { check: "restore", state: "ok", text: there };
    }
    const endsAt = findConsentEnd(consent);
    const day = describeDay(endsAt);
    return endsAt > now
      ? { check: "restore", state: "ok", text: `${there}, until ${day}` }
      : skip("restore", { why: `the consent to put things back ended on ${day}; only a restore needs one` });
  } catch (error) {
    return toFinding("restore", "the consent to put things back cannot be read", error);
  }
}
