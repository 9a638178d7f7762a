import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { parse } from "jsonc-parser";
import { expect, onTestFinished, test } from "vitest";
import { backupScopes, restoreScopes } from "../../src/lib/spotify/authorization.ts";
import { temporaryFolder } from "../export/temporary-folder.ts";
import { type FakeSpotify, startFakeSpotify } from "../fake-spotify/fake-spotify.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import { makeManifest } from "../manifest.ts";
import { fakeSecrets } from "../setup/secrets.ts";

test("login stores the refresh token that Spotify gives after the consent", async () => {
  const { fake, folder, link, ended } = await startLogin();
  const own = new URL(await link);
  expect(own.searchParams.get("code_challenge_method")).toBe("S256");
  const page = await fetch(own);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Go back to the terminal");

  const { exitCode, stdout } = await ended;
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^Authorised by Demo Listener \(demo-listener\) until \d+ \w+ \d{4}\. The refresh token is in /,
  );
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

test("requests for something else are answered, change nothing and harm nobody", async () => {
  const { link, ended } = await startLogin();
  const own = new URL(await link);
  for (const path of ["//", "/callback/", "/?code=stolen", "http://", "*"]) {
    const stray = request({ host: "127.0.0.1", port: portOf(own), path }).end();
    const [answer] = await once(stray, "response");
    answer.resume();
    expect(answer.statusCode).toBe(404);
  }

  await fetch(own);
  expect(await ended).toMatchObject({ exitCode: 0 });
});

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

test("a consent to less than was asked for is refused, and names what is missing", async () => {
  const { folder, link, ended, settingsText } = await startLogin();
  const own = new URL(await link);
  own.searchParams.set("scope", backupScopes.slice(2).join(" "));
  await fetch(own);

  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(5);
  expect(stderr).toContain(`${backupScopes[0]}, ${backupScopes[1]} is missing`);
  expect(await readFile(join(folder, "local.settings.json"), "utf8")).toBe(settingsText);
});

test("login without a browser takes the address at which a browser elsewhere ends", async () => {
  const { fake, folder, link, ended, type } = await startLogin({ args: ["--manual"] });
  const own = new URL(await link);
  const location = (await fetch(own, { redirect: "manual" })).headers.get("location") ?? "";

  type("\n");
  type("what?\n");
  type(`${location.replace(/state=[^&]*/, "state=another")}\n`);
  type(`  ${location}#_=_  \n`);

  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(0);
  expect(stderr.match(/not the address of this login/g)).toHaveLength(2);
  const settings = parse(await readFile(join(folder, "local.settings.json"), "utf8"));
  expect(settings.Values.SPOTIFY_REFRESH_TOKEN).toBe(fake.credentials.refreshToken);
});

test.each([
  ["code and state alone", (query: string) => `${query}\n`, 0],
  ["a declined consent", (query: string) => `${query.replace(/code=[^&]*/, "error=access_denied")}\n`, 5],
  ["another error", (query: string) => `${query.replace(/code=[^&]*/, "error=%3Cb%3E")}\n`, 1],
  ["nothing at all", () => undefined, 5],
])("pasted into login --manual: %s", async (_, toLine, exitCode) => {
  const { link, ended, type } = await startLogin({ args: ["--manual", "--json"] });
  const location = (await fetch(await link, { redirect: "manual" })).headers.get("location") ?? "";

  type(toLine(new URL(location).search.slice(1)));

  const run = await ended;
  expect(run.exitCode).toBe(exitCode);
  expect(JSON.parse(run.stdout)).toMatchObject(
    exitCode === 0
      ? {
          purpose: "backup",
          account: { id: "demo-listener", display_name: "Demo Listener" },
          consent: { scopes: [...backupScopes] },
        }
      : { error: { message: expect.stringContaining("Nothing was stored") } },
  );
});

test("login --restore asks for leave to write, whoever was backed up, and keeps that token apart", async () => {
  const { fake, folder, link, ended } = await startLogin({ args: ["--restore"], snapshotOf: "alice" });
  const own = new URL(await link);
  expect(own.searchParams.get("scope")).toBe(restoreScopes.join(" "));
  await fetch(own);

  expect(await ended).toMatchObject({ exitCode: 0 });
  const { Values } = parse(await readFile(join(folder, "local.settings.json"), "utf8"));
  expect(Values.SPOTIFY_RESTORE_TOKEN).toBe(fake.credentials.refreshToken);
  expect(Values.SPOTIFY_REFRESH_TOKEN).toBeUndefined();
});

test("another account than the one backed up so far is refused", async () => {
  const { folder, link, ended, settingsText } = await startLogin({ snapshotOf: "alice" });
  await fetch(await link);

  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(5);
  expect(stderr).toMatch(
    /signed in at Spotify as Demo Listener \(demo-listener\), but .* alice\..*--another-account/s,
  );
  expect(await readFile(join(folder, "local.settings.json"), "utf8")).toBe(settingsText);
});

test("another account is taken where it is asked for", async () => {
  const { link, ended } = await startLogin({ snapshotOf: "alice", args: ["--another-account"] });
  await fetch(await link);

  expect(await ended).toMatchObject({ exitCode: 0 });
});

test("an archive that cannot be read does not keep anybody from logging in", async () => {
  const { link, ended } = await startLogin({ env: { EXPORT_FOLDER: "local.settings.json" } });
  await fetch(await link);

  const { exitCode, stderr } = await ended;
  expect(stderr).toContain("warning: whose library was backed up so far could not be looked up");
  expect(exitCode).toBe(0);
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

interface LoginSituation {
  readonly values?: Record<string, string>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The account of the one snapshot that there is. */
  readonly snapshotOf?: string;
}

/** The built command, waiting for the browser; the test plays the browser. */
async function startLogin({ values, env = {}, args = [], snapshotOf }: LoginSituation = {}) {
  const fake = await startFakeSpotify({ library: makeLibrary() });
  onTestFinished(() => fake.stop());
  const folder = await temporaryFolder();
  const settingsText = JSON.stringify({ Values: values ?? toValues(fake) });
  await writeFile(join(folder, "local.settings.json"), settingsText);
  if (snapshotOf !== undefined) {
    const manifest = makeManifest({ account: { id: snapshotOf, display_name: null } });
    const snapshot = join(folder, "exports", manifest.kind, manifest.id);
    await mkdir(snapshot, { recursive: true });
    await writeFile(join(snapshot, "manifest.json"), JSON.stringify(manifest));
  }
  const port = await findFreePort();
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "../../dist/cli.js"),
      "login",
      "--no-browser",
      "--port",
      String(port),
      ...args,
    ],
    {
      cwd: folder,
      env: { SPOTIFY_ACCOUNTS_URL: fake.accountsUrl, SPOTIFY_API_URL: fake.apiUrl, ...env },
      stdio: ["pipe", "pipe", "pipe"],
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
  const printed = readText(child.stdout);
  const ended = once(child, "close").then(async ([exitCode]) => {
    const stdout = await printed;
    expect(stdout + stderr).not.toMatch(fakeSecrets);
    return { exitCode, stdout, stderr };
  });
  /** Types a line into the terminal, or nothing ever again. */
  function type(line: string | undefined): void {
    if (line === undefined) {
      child.stdin.end();
    } else {
      child.stdin.write(line);
    }
  }
  return { fake, folder, link, ended, settingsText, type };
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
