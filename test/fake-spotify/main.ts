import { parseArgs } from "node:util";
import { makeDemoLibrary } from "./demo-library.ts";
import type { FakeAccount } from "./fake-account.ts";
import { startFakeSpotify } from "./fake-spotify.ts";
import { type GeneratedSizes, generateLibrary } from "./generated-library.ts";
import type { FakeLibrary } from "./library.ts";
import type { LimitOptions } from "./limits.ts";
import { makeEmptyLibrary } from "./make-playlist.ts";
import { loadRealPlaylists } from "./real-playlists.ts";
import { READ_SCOPES, WRITE_SCOPES } from "./scopes.ts";

/*
 * The fake Spotify as a process of its own. Prints one line of JSON once it listens: the addresses, the credentials
 * of the first account, and `accounts`, the refresh tokens of all, by the ids of their users. `--empty-account ID`
 * adds one with nothing in it; with `--scopes restore` all of them allow what a restore needs, too.
 * `GET /fake/requests` counts what it was asked; SIGTERM, SIGINT or, if so told, the end of standard input stops it.
 */
const { values } = parseArgs({
  options: {
    library: { type: "string", default: "demo" },
    shape: { type: "string", default: "2026" },
    entries: { type: "string" },
    likes: { type: "string" },
    playlists: { type: "string" },
    seed: { type: "string" },
    latency: { type: "string", default: "0" },
    "rate-limit": { type: "string" },
    quota: { type: "string" },
    port: { type: "string", default: "0" },
    "empty-account": { type: "string" },
    scopes: { type: "string", default: "backup" },
    "until-stdin-closes": { type: "boolean", default: false },
  },
});

const fake = await startFakeSpotify({
  library: await openLibrary(),
  shape: readShape(values.shape),
  latencyMs: readNumber("latency", values.latency),
  ...readLimits(),
  port: readNumber("port", values.port),
});
const scopes = readScopes(values.scopes);
const accounts = openAccounts();
const { apiUrl, accountsUrl } = fake;
const refreshTokens = accounts.map(({ library, credentials }) => [
  library.profile.id,
  credentials.refreshToken,
]);
const ready = {
  apiUrl,
  accountsUrl,
  ...accounts[0]?.credentials,
  accounts: Object.fromEntries(refreshTokens),
};
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
if (values["until-stdin-closes"]) {
  process.stdin.once("close", stop).resume();
}

function stop(): void {
  fake.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
}

function openAccounts(): FakeAccount[] {
  const { "empty-account": id } = values;
  const first = fake.allow(scopes);
  return id === undefined ? [first] : [first, fake.addAccount(makeEmptyLibrary({ id }), scopes)];
}

async function openLibrary(): Promise<FakeLibrary> {
  switch (values.library) {
    case "demo":
      return makeDemoLibrary();
    case "generated":
      return generateLibrary(readSizes());
    case "real": {
      const { likes } = readSizes();
      const library = await loadRealPlaylists(likes === undefined ? {} : { likes });
      if (library === undefined) {
        throw new Error("The real playlists are not there: name their file in REAL_PLAYLISTS.");
      }
      return library;
    }
    default:
      throw new Error(`--library is demo, real or generated, not ${values.library}.`);
  }
}

function readSizes(): GeneratedSizes {
  const { entries, likes, playlists, seed } = values;
  return Object.fromEntries(
    Object.entries({ entries, likes, playlists, seed }).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, readNumber(name, text)]],
    ),
  );
}

/** Requests in 30 seconds and in a day; the windows are Spotify's own. */
function readLimits(): LimitOptions {
  const { "rate-limit": rateLimit, quota } = values;
  return {
    ...(rateLimit === undefined
      ? undefined
      : { rateLimit: { requests: readNumber("rate-limit", rateLimit) } }),
    ...(quota === undefined ? undefined : { quota: { requests: readNumber("quota", quota) } }),
  };
}

function readShape(text: string) {
  if (text === "2026" || text === "older" || text === "both") {
    return text;
  }
  throw new Error(`--shape is 2026, older or both, not ${text}.`);
}

function readScopes(text: string): readonly string[] {
  switch (text) {
    case "backup":
      return READ_SCOPES;
    case "restore":
      return [...READ_SCOPES, ...WRITE_SCOPES];
    default:
      throw new Error(`--scopes is backup or restore, not ${text}.`);
  }
}

function readNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  throw new Error(`--${name} is a whole number, not ${text}.`);
}
