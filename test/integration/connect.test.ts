import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { beginConnect } from "../../src/lib/connect/begin-connect.ts";
import { finishConnect } from "../../src/lib/connect/finish-connect.ts";
import { toRefusalPage } from "../../src/lib/connect/refusal-pages.ts";
import type { Log } from "../../src/lib/log.ts";
import { openLocalSettings } from "../../src/lib/secrets/local-settings.ts";
import { createSender } from "../../src/lib/spotify/sender.ts";
import type { WebTools } from "../../src/lib/web/web-tools.ts";
import { listNames } from "../export/archive-files.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import { failureOf } from "../setup/failure.ts";

const log: Log = { info: () => undefined, warn: () => undefined };
const connectUrl = "http://127.0.0.1:7071/api/connect";
const minuteMs = 60_000;

let fake: FakeSpotify;
let tools: WebTools;
let passedMs: number;

beforeEach(async () => {
  fake = await startFakeSpotify({ library: makeLibrary() });
  onTestFinished(() => fake.stop());
  const folder = await temporaryFolder();
  const file = join(folder, "local.settings.json");
  const { clientId, clientSecret } = fake.credentials;
  await writeFile(
    file,
    JSON.stringify({ Values: { SPOTIFY_CLIENT_ID: clientId, SPOTIFY_CLIENT_SECRET: clientSecret } }),
  );
  passedMs = 0;
  tools = {
    archive: openFolder(join(folder, "exports")),
    state: openFolder(join(folder, "exports/.state")),
    secrets: openLocalSettings({ file, environment: {}, log }),
    sender: createSender({ log, signal: new AbortController().signal, sleep: async () => undefined }),
    accountsUrl: fake.accountsUrl,
    apiUrl: fake.apiUrl,
    schedules: {},
    log,
    now: () => new Date(Date.now() + passedMs),
  };
});

/** Begins, and agrees at Spotify. */
async function agree() {
  const { page, cookie } = await beginConnect({ url: connectUrl, cookies: null }, tools);
  const href = /class="button" href="([^"]+)"/.exec(page.body.markup)?.[1] ?? "";
  const response = await fetch(href.replaceAll("&amp;", "&"), { redirect: "manual" });
  return {
    url: response.headers.get("location") ?? "",
    cookies: `other=1; ${cookie?.name}=${cookie?.value}`,
  };
}

test.each([
  [9.9, 200],
  [10.1, 410],
])("an answer that comes after %f minutes is answered %i", async (minutes, status) => {
  const request = await agree();
  passedMs = minutes * minuteMs;

  const { page } = await finishConnect(request, tools);

  expect(page.status).toBe(status);
  await expect(
    tools.secrets.read().then(
      () => 200,
      () => 410,
    ),
  ).resolves.toBe(status);
  expect(page.body.markup).toContain(status === 200 ? "by hand alone" : "Nothing was stored");
});

test("attempts that are long over are tidied away with the next one, and not those under way", async () => {
  await finishConnect(await agree(), tools);
  const open = await agree();
  expect((await listNames(tools.state)).length).toBe(3);
  expect((await finishConnect(open, tools)).page.status).toBe(200);

  passedMs = 2 * 60 * minuteMs;
  await agree();

  expect((await listNames(tools.state)).length).toBe(1);
});

test("a Spotify that is down, or breaks off, is told, and nothing is stored", async () => {
  for (const service of ["token", "api"] as const) {
    const request = await agree();
    fake.misbehave({ service, times: Number.POSITIVE_INFINITY, does: { kind: "reset" } });

    const error = await failureOf(finishConnect(request, tools));

    expect(toRefusalPage(error)).toMatchObject({ status: 502, title: "Spotify cannot be reached" });
    await expect(tools.secrets.read()).rejects.toThrow("SPOTIFY_REFRESH_TOKEN is missing");
    fake.behave();
  }
});

test("who asks at localhost is sent to 127.0.0.1, where Spotify sends the browser back to", async () => {
  const answer = await beginConnect(
    { url: "http://localhost:7071/api/connect?code=key", cookies: null },
    tools,
  );

  expect(answer.cookie).toBeUndefined();
  expect(answer.page.status).toBe(400);
  expect(answer.page.body.markup).toContain('href="http://127.0.0.1:7071/api/connect"');
});
