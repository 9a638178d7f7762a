import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../export/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");

const registered = z.array(
  z.strictObject({
    isCallable: z.literal(true),
    metadata: z.looseObject({
      name: z.string(),
      bindings: z.record(z.string(), z.looseObject({ type: z.string() })),
    }),
  }),
);

test.each([
  [
    "with all settings",
    {
      ...settings(),
      LIBRARY_SCHEDULE: "0 0 2 * * 0",
      PLAYLISTS_SCHEDULE: "0 30 2 * * 0",
      CHECK_SCHEDULE: "0 0 12 * * *",
    },
  ],
  ["with wrong settings", { KEY_VAULT_URL: "no URL", CSV_COLUMNS: "Colour" }],
  ["without a single setting", {}],
])(
  "the bundle registers exactly the three timers, the queue's function and three over HTTP %s",
  async (_, environment) => {
    const functions = await registerFunctions(environment);

    const bindings = functions.map(({ metadata }) => [metadata.name, Object.values(metadata.bindings)]);
    const timer = { type: "timerTrigger", direction: "in" };
    expect(Object.fromEntries(bindings)).toEqual({
      checkBackups: [expect.objectContaining({ ...timer, schedule: "%CHECK_SCHEDULE%" })],
      continueExport: [
        expect.objectContaining({
          type: "queueTrigger",
          direction: "in",
          queueName: "continue-export",
          connection: "AzureWebJobsStorage",
        }),
      ],
      exportLibrary: [expect.objectContaining({ ...timer, schedule: "%LIBRARY_SCHEDULE%" })],
      exportPlaylists: [expect.objectContaining({ ...timer, schedule: "%PLAYLISTS_SCHEDULE%" })],
      // Spotify sends the browser to the callback, and knows no key.
      callback: [httpTrigger("anonymous"), httpAnswer],
      connect: [httpTrigger("function"), httpAnswer],
      status: [httpTrigger("function", ["GET", "HEAD"]), httpAnswer],
    });
    for (const { metadata } of functions) {
      expect(Object.values(metadata.bindings)[0]?.["runOnStartup"] ?? false).toBe(false);
    }
  },
);

test("host.json names the extension bundle and a time limit, and no request goes missing in the telemetry", async () => {
  const sampling = z.object({ isEnabled: z.boolean(), excludedTypes: z.string().default("") });
  const host = z
    .looseObject({
      version: z.literal("2.0"),
      extensionBundle: z.object({
        id: z.literal("Microsoft.Azure.Functions.ExtensionBundle"),
        version: z.literal("[4.*, 5.0.0)"),
      }),
      functionTimeout: z.string().regex(/^\d\d:\d\d:\d\d$/),
      logging: z.looseObject({ applicationInsights: z.looseObject({ samplingSettings: sampling }) }),
    })
    .parse(JSON.parse(await readFile(join(root, "host.json"), "utf8")));

  const { isEnabled, excludedTypes } = host.logging.applicationInsights.samplingSettings;
  expect(!isEnabled || excludedTypes.split(";").includes("Request")).toBe(true);
});

test("the folder that is deployed has the bundle, its host's settings and a manifest that leads to it, and nothing to install", async () => {
  const app = join(root, "dist/app");
  const [manifest, host, hostOfSource] = await Promise.all(
    [join(app, "package.json"), join(app, "host.json"), join(root, "host.json")].map((file) =>
      readFile(file, "utf8"),
    ),
  );

  expect((await readdir(app)).toSorted()).toEqual([
    "functions.js",
    "functions.js.LEGAL.txt",
    "functions.js.map",
    "host.json",
    "package.json",
  ]);
  expect(JSON.parse(manifest ?? "")).toEqual({
    name: "spotify-exporter",
    version: expect.any(String),
    private: true,
    type: "module",
    main: "functions.js",
  });
  expect(host).toBe(hostOfSource);
});

const httpAnswer = expect.objectContaining({ type: "http", direction: "out" });

function httpTrigger(authLevel: string, methods: readonly string[] = ["GET"]): unknown {
  return expect.objectContaining({ type: "httpTrigger", direction: "in", authLevel, methods });
}

/** Loads the bundle as the Functions worker does, from another folder and with no variables but these. */
async function registerFunctions(environment: Readonly<Record<string, string>>) {
  const preload = new URL("functions-worker.ts", import.meta.url).href;
  const bundle = new URL("../../dist/app/functions.js", import.meta.url).href;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      preload,
      "--input-type=module",
      "--eval",
      `await import("${bundle}")`,
    ],
    { cwd: await temporaryFolder(), env: { ...environment } },
  );
  expect(stderr).toBe("");
  return registered.parse(JSON.parse(stdout));
}

function settings(): Record<string, string> {
  return { KEY_VAULT_NAME: "my-vault", EXPORT_STORAGE_URL: "https://myaccount.blob.core.windows.net" };
}
