import type { ChannelUrls, SecretStore } from "../secrets/secret-store.ts";
import { type Finding, type Obstacle, skip, toFinding } from "./finding.ts";

const titles = {
  discord: "Discord",
  webhook: "a webhook",
  ping: "a dead man's switch",
} as const satisfies Record<keyof ChannelUrls, string>;

/** Who is told of backups. Nothing is sent. */
export async function checkChannels(secrets: SecretStore | Obstacle): Promise<Finding> {
  if ("why" in secrets) {
    return skip("channels", secrets);
  }
  try {
    const { discord, webhook, ping } = await secrets.readChannels();
    const told = [
      ...(discord === undefined ? [] : [titles.discord]),
      ...(webhook === undefined ? [] : [titles.webhook]),
      ...(ping === undefined ? [] : [titles.ping]),
    ];
    return told.length === 0
      ? skip("channels", { why: "none is set: nobody is told when a backup fails" })
      : { check: "channels", state: "ok", text: `set: ${told.join(", ")}` };
  } catch (error) {
    return toFinding("channels", "where messages go cannot be read", error);
  }
}
