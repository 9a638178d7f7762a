import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { expect, onTestFinished, test } from "vitest";
import { backupScopes } from "../../src/lib/spotify/authorization.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";

test("login stores the refresh token that Spotify gives after the consent", async () => {
  const { fake, folder, link, ended } = await startLogin();
  const own = new URL(await link);
  expect(own.searchParams.get("code_challenge_method")).toBe("S256");
  const page = await fetch(own);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Go back to the terminal");

  expect(await ended).toMatchObject({ exitCode: 0 });
  const settings = parse(await readFile(join(folder, "local.settings.json"), "utf8"));
  expect(settings.Values.SPOTIFY_REFRESH_TOKEN).toBe(fake.credentials.refreshToken);
  expect(fake.tokens.scopes.split(" ")).toEqual(backupScopes);
});

test("login turns away an answer with another state and goes on waiting for its own", async () => {
  const { link, ended } = await startLogin();
  const own = new URL(await link);
  const stray = new URL(own.searchParams.get("redirect_uri") ?? "");
  stray.search = "code=stolen&state=%3Cscript%3E";
  const refused = await fetch(stray);
  expect(refused.status).toBe(400);
  expect(await refused.text()).not.toContain("<script>");

  await fetch(own);
  expect(await ended).toMatchObject({ exitCode: 0 });
});

test("a connection that a browser opens in advance does not keep login alive", async () => {
  const { link, ended } = await startLogin();
  const own = new URL(await link);
  const silent = connect(portOf(own), "127.0.0.1");
  onTestFinished(() => {
    silent.destroy();
  });
  await once(silent, "connect");

  await fetch(own);
  expect(await ended).toMatchObject({ exitCode: 0 });
});

test.each(["//", "/callback/", "/?code=stolen", "http://", "*"])(
  "a request for %s is answered, changes nothing and harms nobody",
  async (path) => {
    const { link, ended } = await startLogin();
    const own = new URL(await link);
    const stray = request({ host: "127.0.0.1", port: portOf(own), path }).end();
    const [answer] = await once(stray, "response");
    answer.resume();
    expect(answer.statusCode).toBe(404);

    await fetch(own);
    expect(await ended).toMatchObject({ exitCode: 0 });
  },
);

test("a declined consent stores nothing and ends with the exit code for a missing consent", async () => {
  const { folder, link, ended, settingsText } = await startLogin();
  const own = new URL(await link);
  const declined = new URL(own.searchParams.get("redirect_uri") ?? "");
  declined.search = `error=access_denied&state=${own.searchParams.get("state")}`;
  await fetch(declined);

  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(5);
  expect(stderr).toContain("declined");
  expect(await readFile(join(folder, "local.settings.json"), "utf8")).toBe(settingsText);
});

test("a code that Spotify does not accept stores nothing", async () => {
  const { folder, link, ended, settingsText } = await startLogin();
  const own = new URL(await link);
  const forged = new URL(own.searchParams.get("redirect_uri") ?? "");
  forged.search = `code=forged&state=${own.searchParams.get("state")}`;
  await fetch(forged);

  expect(await ended).toMatchObject({ exitCode: 5 });
  expect(await readFile(join(folder, "local.settings.json"), "utf8")).toBe(settingsText);
});

test("login needs the app's credentials and names both", async () => {
  const { ended } = await startLogin({ values: {} });
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(2);
  expect(stderr).toContain("SPOTIFY_CLIENT_ID");
  expect(stderr).toContain("SPOTIFY_CLIENT_SECRET");
  expect(stderr).not.toContain("SPOTIFY_REFRESH_TOKEN is missing");
});

/** Where login listens, from the link that it gives. */
function portOf(link: URL): number {
  return Number(new URL(link.searchParams.get("redirect_uri") ?? "").port);
}

/** The built command, waiting for the browser; the test plays the browser. */
async function startLogin({ values }: { values?: Record<string, string> } = {}) {
  const fake = await startFakeSpotify({ library: makeLibrary() });
  onTestFinished(() => fake.stop());
  const folder = await temporaryFolder();
  const settingsText = JSON.stringify({ Values: values ?? toValues(fake) });
  await writeFile(join(folder, "local.settings.json"), settingsText);
  const port = await findFreePort();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "../../dist/cli.js"), "login", "--no-browser", "--port", String(port)],
    {
      cwd: folder,
      env: { SPOTIFY_ACCOUNTS_URL: fake.accountsUrl, SPOTIFY_API_URL: fake.apiUrl },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stderr = "";
  const link = new Promise<string>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      const [found] = /http\S+authorize\?\S+/.exec(stderr) ?? [];
      if (found !== undefined) {
        resolve(found);
      }
    });
  });
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode, stderr }));
  return { fake, folder, link, ended, settingsText };
}

function toValues({ credentials }: FakeSpotify): Record<string, string> {
  return { SPOTIFY_CLIENT_ID: credentials.clientId, SPOTIFY_CLIENT_SECRET: credentials.clientSecret };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
