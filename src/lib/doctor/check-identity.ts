import { commonAdvice, toAzureFailure } from "../azure/service-error.ts";
import type { AzureIdentity } from "./doctor-tools.ts";
import { type Finding, type Obstacle, skip } from "./finding.ts";

/** Whether Azure knows who this is. What the identity may do shows where it is used. */
export async function checkIdentity(identity: AzureIdentity | Obstacle): Promise<Finding> {
  if ("why" in identity) {
    return skip("identity", identity);
  }
  const { who } = identity;
  try {
    await identity.getToken();
  } catch (error) {
    const failure = toAzureFailure(error);
    if (failure === undefined) {
      throw error;
    }
    const advice = `${failure.answer}. ${commonAdvice(failure) ?? "Check the identity, then run again."}`;
    return { check: "identity", state: "failed", text: `Azure does not know ${who}`, advice };
  }
  return { check: "identity", state: "ok", text: `${who}, to whom Azure gives tokens` };
}
