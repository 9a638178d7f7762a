import { describe, expect, test } from "vitest";
import { ExporterError } from "../../src/lib/errors.ts";
import type { Misbehaviour } from "../fake-spotify/faults.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";
import { startClient } from "../spotify-client.ts";

describe("no secret is told", () => {
  test.each<[string, Misbehaviour]>([
    ["the token endpoint is down", { kind: "answer", status: 503, body: "" }],
    ["the connection breaks", { kind: "reset" }],
    ["the token comes by halves", { kind: "truncated", how: "chunked-ended" }],
    [
      "the token comes as a form",
      {
        kind: "answer",
        status: 200,
        body: "access_token=fake-access-token-1&refresh_token=fake-refresh-token-2",
      },
    ],
    [
      "the token comes in another shape",
      {
        kind: "answer",
        status: 200,
        body: { access_token: ["fake-access-token-1"], refresh_token: "fake-refresh-token-2", expires_in: 1 },
      },
    ],
    ["the consent is over", { kind: "answer", status: 400, body: { error: "invalid_grant" } }],
    ["the client is unknown", { kind: "answer", status: 400, body: { error: "invalid_client" } }],
  ])("when %s", async (_, does) => {
    const { fake, get, logged } = await startClient();
    fake.misbehave({ service: "token", times: Infinity, does });

    const error = await failureOf(get("/me"));
    expect(error).toBeInstanceOf(ExporterError);
    expectNoSecret(`${everythingIn(error)}${JSON.stringify(logged)}`);
  });

  test.each(["invalid_grant", "invalid_client", "invalid_request"])(
    "when the words of %s repeat what was sent",
    async (error) => {
      const { fake, get, logged } = await startClient();
      const { clientSecret, refreshToken } = fake.credentials;
      const description = `${refreshToken} of ${clientSecret} is no good: ${refreshToken}`;
      const body = { error, error_description: description };
      fake.misbehave({ service: "token", does: { kind: "answer", status: 400, body } });

      const failure = await failureOf(get("/me"));
      expect(failure.message).toContain("[secret] of [secret] is no good: [secret]");
      expectNoSecret(`${everythingIn(failure)}${JSON.stringify(logged)}`);
    },
  );

  test("when such words are too long and end in the middle of it", async () => {
    const { fake, get } = await startClient();
    const description = `${"x".repeat(280)} ${fake.credentials.refreshToken}`;
    const body = { error: "invalid_grant", error_description: description };
    fake.misbehave({ service: "token", does: { kind: "answer", status: 400, body } });

    // Most of a token is as good as half of it: none of it may be told.
    expect(everythingIn(await failureOf(get("/me")))).not.toContain("fake-refresh");
  });

  test("when tokens are replaced and requests fail", async () => {
    const { fake, get, logged } = await startClient();
    fake.tokens.rotatesRefreshTokens = true;
    fake.misbehave({ when: ({ path }) => path === "/me/tracks", times: 3, does: { kind: "reset" } });
    fake.misbehave({
      when: ({ path }) => path === "/me/tracks",
      times: 2,
      does: { kind: "answer", status: 401, body: "" },
    });

    const error = await failureOf(get("/me/tracks"));
    expect(logged).toContainEqual({
      message: "spotify refresh token replaced",
      storedIn: "the memory of this test",
    });
    expectNoSecret(`${everythingIn(error)}${JSON.stringify(logged)}`);
  });

  function expectNoSecret(told: string): void {
    expect(told).not.toMatch(/fake-(client-secret|refresh-token|access-token)|Basic |Bearer /i);
    expect(told).not.toContain(Buffer.from("fake-client-id:fake-client-secret").toString("base64"));
  }
});
