import { expect } from "vitest";
import { fakeSecrets } from "../setup/secrets.ts";
import type { ChannelServer } from "./channel-server.ts";

/** In no message and in no log may there be a secret, of Spotify's or of a channel's. */
export function expectNoSecrets(server: ChannelServer, logged: readonly string[]): void {
  const bodies = (["discord", "webhook", "ping"] as const).flatMap((channel) =>
    server.sent(channel).map(({ body }) => body),
  );
  for (const text of [...bodies, ...logged]) {
    expect(text).not.toMatch(fakeSecrets);
  }
}
