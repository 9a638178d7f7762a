import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { SettingsError } from "../../src/lib/errors.ts";
import type { Log, LogDetails } from "../../src/lib/log.ts";
import { openLocalSettings } from "../../src/lib/secrets/local-settings.ts";
import { readLocalValues } from "../../src/lib/secrets/local-values.ts";
import { Secret } from "../../src/lib/secrets/secret.ts";
import type { SecretStore } from "../../src/lib/secrets/secret-store.ts";
import { everythingIn, failureOf } from "../setup/failure.ts";

const commented = `{
    // the Functions tools read this file
    "IsEncrypted": false,
    "Values": {
        "SPOTIFY_CLIENT_ID": "an-id", /* of my app */
        "SPOTIFY_CLIENT_SECRET": "hush-secret",
        "SPOTIFY_REFRESH_TOKEN": "hush-token", // made in May
        "LIBRARY_SCHEDULE": "0 0 2 * * 0",
    },
    "Host": { "CORS": "*" },
}
`;

const silentLog: Log = { info: () => undefined, warn: () => undefined };
const consent = {
  givenAt: new Date("2026-05-31T10:00:00Z"),
  scopes: ["user-library-read"],
  accountId: "alice",
};

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotify-exporter-settings-"));
  file = join(folder, "local.settings.json");
  return () => rm(folder, { recursive: true });
});

function openStore(environment: Record<string, string> = {}): { store: SecretStore; warnings: unknown[] } {
  const warnings: unknown[] = [];
  const keep = (message: string, details?: LogDetails) => warnings.push({ message, ...details });
  const log: Log = { info: keep, warn: keep };
  return { store: openLocalSettings({ file, environment, log }), warnings };
}

describe("reading", () => {
  test("the file may hold comments and trailing commas", async () => {
    await writeFile(file, commented);

    expect(await revealed(openStore().store)).toEqual(["an-id", "hush-secret", "hush-token"]);
    expect(await readLocalValues(file)).toMatchObject({ LIBRARY_SCHEDULE: "0 0 2 * * 0" });
  });

  test("the environment wins, unless a variable is blank", async () => {
    await writeFile(file, commented);
    const { store } = openStore({ SPOTIFY_CLIENT_ID: "another", SPOTIFY_CLIENT_SECRET: " " });

    expect(await revealed(store)).toEqual(["another", "hush-secret", "hush-token"]);
  });

  test("without a file the environment is enough", async () => {
    const { store } = openStore({
      SPOTIFY_CLIENT_ID: "i",
      SPOTIFY_CLIENT_SECRET: "s",
      SPOTIFY_REFRESH_TOKEN: "r",
    });

    expect(await revealed(store)).toEqual(["i", "s", "r"]);
    expect(await readLocalValues(file)).toEqual({});
  });

  test("everything that is missing is named at once", async () => {
    const error = await failureOf(openStore({ SPOTIFY_CLIENT_ID: "i" }).store.read());

    expect(error).toBeInstanceOf(SettingsError);
    expect(error.message.split("\n")).toEqual([
      `SPOTIFY_CLIENT_SECRET is missing. Set it to the client secret of your Spotify app in the environment or in "Values" of local.settings.json.`,
      `SPOTIFY_REFRESH_TOKEN is missing. Run \`spotify-exporter login\`, or set it in the environment or in "Values" of local.settings.json.`,
    ]);
  });

  test.each([
    ["a comma is missing", '{\n  "Values": {\n    "A": "hush"\n    "B": "c"\n  }\n}', ":4:5: comma expected"],
    ["it ends too early", '{ "Values": {', ":1:14: close brace expected"],
    ["it is no object", '"hush"', ": the file: "],
    ["a value is no text", '{ "Values": { "A": 1 } }', ": Values.A: must be text in quotes"],
    ["it is encrypted", '{ "IsEncrypted": true, "Values": {} }', ": IsEncrypted: the values are encrypted"],
  ])("a file is refused where %s", async (_, text, problem) => {
    await writeFile(file, text);

    const failures = [await failureOf(readLocalValues(file)), await failureOf(openStore().store.read())];
    failures.push(await failureOf(openStore().store.saveRefreshToken(new Secret("hush-new"), consent)));

    for (const error of failures) {
      expect(error).toBeInstanceOf(SettingsError);
      expect(error.message).toContain(`${file}${problem}`);
      expect(everythingIn(error)).not.toContain("hush");
    }
    expect(await readFile(file, "utf8")).toBe(text);
  });
});

describe("saving a new refresh token", () => {
  test("changes the one value and keeps comments, order and layout", async () => {
    await writeFile(file, commented);
    const { store, warnings } = openStore();

    await store.saveRefreshToken(new Secret("new-token"), consent);

    const text = await readFile(file, "utf8");
    expect(text.replace(/\n *"SPOTIFY_CONSENT": "[^"]*",?/, "")).toBe(
      commented.replace("hush-token", "new-token"),
    );
    expect(warnings).toEqual([]);
  });

  test("keeps beside it when the consent was given, what for and by whom", async () => {
    const { store } = openStore({ SPOTIFY_CLIENT_ID: "i", SPOTIFY_CLIENT_SECRET: "s" });
    await store.saveRefreshToken(new Secret("new-token"), consent);

    expect((await store.read()).consent).toEqual(consent);
  });

  test("a token that is put in by hand has no consent that is known, whatever stands beside it", async () => {
    const { store } = openStore({ SPOTIFY_CLIENT_ID: "i", SPOTIFY_CLIENT_SECRET: "s" });
    await store.saveRefreshToken(new Secret("new-token"), consent);
    await writeFile(file, (await readFile(file, "utf8")).replace("new-token", "by-hand"));

    expect((await store.read()).consent).toBeUndefined();
  });

  test("a token that Spotify gave for another one is of the same consent", async () => {
    const { store } = openStore({ SPOTIFY_CLIENT_ID: "i", SPOTIFY_CLIENT_SECRET: "s" });
    await store.saveRefreshToken(new Secret("first"), consent);

    expect(await store.replaceRefreshToken(new Secret("second"), await store.read())).toBe(true);
    expect(await store.read()).toMatchObject({ consent });
    expect(await revealed(store)).toEqual(["i", "s", "second"]);
  });

  test("a new login does not lose against a run that began before it", async () => {
    const { store } = openStore({ SPOTIFY_CLIENT_ID: "i", SPOTIFY_CLIENT_SECRET: "s" });
    await store.saveRefreshToken(new Secret("first"), consent);
    const used = await store.read();
    const renewed = { ...consent, givenAt: new Date("2026-11-30T10:00:00Z") };
    await store.saveRefreshToken(new Secret("of the new login"), renewed);

    expect(await store.replaceRefreshToken(new Secret("of the run"), used)).toBe(false);
    expect(await revealed(store)).toEqual(["i", "s", "of the new login"]);
  });

  test("a token for restoring lies beside the other and is forgotten alone", async () => {
    const environment = { SPOTIFY_CLIENT_ID: "i", SPOTIFY_CLIENT_SECRET: "s" };
    const { store } = openStore(environment);
    const forRestore = openLocalSettings({ file, environment, log: silentLog, purpose: "restore" });
    await store.saveRefreshToken(new Secret("reads"), consent);
    await forRestore.saveRefreshToken(new Secret("writes"), consent);
    expect(await revealed(forRestore)).toEqual(["i", "s", "writes"]);

    expect(await forRestore.forgetRefreshToken()).toBe(true);
    expect(await forRestore.forgetRefreshToken()).toBe(false);
    expect(await readFile(file, "utf8")).not.toContain("RESTORE");
    expect(await revealed(store)).toEqual(["i", "s", "reads"]);
  });

  test("the token for restoring goes with the app's credentials of another store", async () => {
    const client = { readClient: async () => ({ clientId: "vault's", clientSecret: new Secret("hush") }) };
    const store = openLocalSettings({ file, environment: {}, log: silentLog, purpose: "restore", client });
    expect((await failureOf(store.read())).message).toMatch(
      /^There is no consent to put things back.*login --restore/,
    );

    await store.saveRefreshToken(new Secret("writes"), consent);

    expect(await revealed(store)).toEqual(["vault's", "hush", "writes"]);
    expect(await readLocalValues(file)).not.toHaveProperty("SPOTIFY_CLIENT_ID");
  });

  test.each([
    [
      "two spaces",
      '{\n  "Values": {\n    "A": "b"\n  }\n}\n',
      '    "A": "b",\n    "SPOTIFY_REFRESH_TOKEN": "new-token",\n',
    ],
    [
      "tabs",
      '{\n\t"Values": {\n\t\t"A": "b"\n\t}\n}\n',
      '\t\t"A": "b",\n\t\t"SPOTIFY_REFRESH_TOKEN": "new-token",\n',
    ],
    [
      "CRLF",
      '{\r\n  "Values": {\r\n    "A": "b"\r\n  }\r\n}\r\n',
      '    "A": "b",\r\n    "SPOTIFY_REFRESH_TOKEN": "new-token",\r\n',
    ],
    [
      "a BOM",
      '\uFEFF{\n  "Values": {\n    "A": "b"\n  }\n}\n',
      '    "A": "b",\n    "SPOTIFY_REFRESH_TOKEN": "new-token",\n',
    ],
    [
      "no values yet",
      '{\n  "Host": {}\n}\n',
      '  "Values": {\n    "SPOTIFY_REFRESH_TOKEN": "new-token",\n    "SPOTIFY_CONSENT": ',
    ],
  ])("adds it in the file's own style: %s", async (_, before, expected) => {
    await writeFile(file, before);

    await openStore().store.saveRefreshToken(new Secret("new-token"), consent);

    expect(await readFile(file, "utf8")).toContain(expected);
  });

  test.each(["nothing", "an empty file"])("makes the file where there is %s", async (what) => {
    if (what === "an empty file") {
      await writeFile(file, "");
    }

    await openStore().store.saveRefreshToken(new Secret("new-token"), consent);

    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      IsEncrypted: false,
      Values: { SPOTIFY_REFRESH_TOKEN: "new-token", SPOTIFY_CONSENT: expect.stringContaining("alice") },
    });
  });

  test.skipIf(process.platform === "win32")("leaves the file to its owner's eyes alone", async () => {
    await writeFile(file, commented, { mode: 0o644 });

    await openStore().store.saveRefreshToken(new Secret("new-token"), consent);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["local.settings.json"]);
  });

  test("warns of a variable that holds an old token and would win, and does not use it again", async () => {
    await writeFile(file, commented);
    const { store, warnings } = openStore({ SPOTIFY_REFRESH_TOKEN: "hush-old" });

    await store.saveRefreshToken(new Secret("hush-new"), consent);

    expect(warnings).toEqual([
      { message: expect.stringContaining("remove or replace it"), variable: "SPOTIFY_REFRESH_TOKEN", file },
    ]);
    expect(inspect(warnings)).not.toContain("hush");
    expect((await store.read()).refreshToken.reveal()).toBe("hush-new");
  });

  test.each(["hush-old", undefined])(
    "lets a second store of the same process read it, where the variable was %s",
    async (variable) => {
      await writeFile(file, commented);
      const environment: Record<string, string> =
        variable === undefined ? {} : { SPOTIFY_REFRESH_TOKEN: variable };

      await openStore(environment).store.saveRefreshToken(new Secret("hush-new"), consent);

      expect((await openStore(environment).store.read()).refreshToken.reveal()).toBe("hush-new");
    },
  );

  test("does not warn of a variable that is a copy of the file, as the Functions tools make it", async () => {
    await writeFile(file, commented);
    const { store, warnings } = openStore({ SPOTIFY_REFRESH_TOKEN: "hush-token" });

    await store.saveRefreshToken(new Secret("hush-new"), consent);

    expect(warnings).toEqual([]);
  });

  test("refuses a file that names the token twice, since it cannot tell which one counts", async () => {
    const twice = '{ "Values": { "SPOTIFY_REFRESH_TOKEN": "hush-a", "SPOTIFY_REFRESH_TOKEN": "hush-b" } }';
    await writeFile(file, twice);

    const error = await failureOf(openStore().store.saveRefreshToken(new Secret("hush-new"), consent));

    expect(error.message).toMatch(/stands there twice/);
    expect(await readFile(file, "utf8")).toBe(twice);
  });

  test("says what to do where the folder is missing or the file is a folder", async () => {
    const missing = openLocalSettings({ file: join(folder, "no", "f.json"), environment: {}, log: console });
    const error = await failureOf(missing.saveRefreshToken(new Secret("hush-new"), consent));
    expect(error.message).toMatch(/^Could not save the new refresh token to .*ENOENT.*writable/);
    expect(everythingIn(error)).not.toContain("hush");

    await mkdir(file);
    expect(
      (await failureOf(openStore().store.saveRefreshToken(new Secret("hush-new"), consent))).message,
    ).toMatch(/EISDIR/);
    expect(await readdir(folder)).toEqual(["local.settings.json"]);
  });

  test("says what to do where it may not write", async ({ skip }) => {
    skip(process.getuid?.() === 0 || process.platform === "win32", "nothing is forbidden to this user");
    await writeFile(file, commented);
    await chmod(folder, 0o500);

    const error = await failureOf(openStore().store.saveRefreshToken(new Secret("hush-new"), consent));

    await chmod(folder, 0o700);
    expect(error.message).toMatch(/EACCES.*writable/);
    expect(await readFile(file, "utf8")).toBe(commented);
  });
});

async function revealed(store: SecretStore): Promise<string[]> {
  const { clientId, clientSecret, refreshToken } = await store.read();
  return [clientId, clientSecret.reveal(), refreshToken.reveal()];
}
