import { describe, expect, test } from "vitest";
import { toDoctorExitCode } from "../../src/cli/doctor.ts";
import { openPauses } from "../../src/lib/state/pauses.ts";
import { makeLibrary } from "../fake-spotify/make-playlist.ts";
import { answerAll, startPatient } from "../patient.ts";

test("somebody whose backups are well is told so, for three requests", async () => {
  const patient = await startPatient();

  const { findings, text } = await patient.examine();

  expect(text.replace(/Node.js .*/, "Node.js 22")).toBe(`\
✓ version    spotify-exporter 0.1.0 on Node.js 22
✓ settings   5 in the environment, 2 in ${patient.folder}/local.settings.json
– identity   nothing that is set is reached by an identity of Azure
✓ secrets    client ID, client secret and refresh token are in the environment and ${patient.folder}/local.settings.json
✓ storage    ${patient.folder}/exports can be written to and listed
✓ state      ${patient.folder}/exports/.state can be written to and listed
– queue      no setting AzureWebJobsStorage: only a function app has a queue
✓ pause      none: Spotify may be asked
✓ network    Spotify answers
✓ client     Spotify knows the client ID and secret
✓ token      Spotify accepts the refresh token
✓ scopes     all 8 that a backup needs
✓ consent    given on 2026-10-01, ends on 2027-04-01 (in 127 days)
✓ account    Demo Listener, as so far
✓ app        under the restrictions of 2026: contents come of your own and shared playlists alone
✓ clock      as Spotify's
– schedule   none is set: only the timers of a function app have one
✓ library    last good snapshot 2026-11-22T02-00-00Z, 2 days ago
✓ playlists  last good snapshot 2026-11-22T02-00-00Z, 2 days ago
– restore    no consent to put things back; only a restore needs one
– channels   none is set: nobody is told when a backup fails`);
  expect(toDoctorExitCode(findings)).toBe(0);
  const { token, api } = patient.fake.requests;
  expect([token.length, api.length]).toEqual([1, 2]);
});

describe("Spotify is left alone", () => {
  test("while it wants quiet, as an earlier run was told", async () => {
    const patient = await startPatient();
    const { clientId } = patient.fake.credentials;
    const pauses = await openPauses(patient.state, { clientId });
    await pauses.remember({
      from: new Date("2026-11-24T02:00:00Z"),
      until: new Date("2026-11-25T02:00:00Z"),
    });

    const { of, findings } = await patient.examine();

    expect(of("pause")).toMatch(
      /^! pause {6}Spotify allows this app no requests until 2026-11-25 02:00 UTC\n *Wait: /,
    );
    expect(of("token")).toBe("– token      Spotify wants quiet, and is not asked");
    expect(of("scopes")).toBe("✓ scopes     all 8 that a backup needs");
    expect(of("consent")).toContain("ends on 2027-04-01");
    expect(toDoctorExitCode(findings)).toBe(0);
    expect([...patient.fake.requests.token, ...patient.fake.requests.api]).toEqual([]);
  });

  test.each(["token", "api"] as const)(
    "once its answer to a request for %s is that it wants quiet",
    async (service) => {
      const patient = await startPatient();
      answerAll(service, { kind: "rate-limit", retryAfter: 50_000, reason: "QUOTA_EXCEEDED" })(patient);

      const { text, findings } = await patient.examine();

      expect(text).toMatch(
        /^! (token|account) {4,6}Spotify wants quiet\n *Spotify allows no more requests until /m,
      );
      expect(toDoctorExitCode(findings)).toBe(0);
      expect(patient.fake.requests[service]).toHaveLength(1);
    },
  );
});

describe("the app is", () => {
  test.each([
    ["2026", "under the restrictions of 2026: contents come of your own and shared playlists alone"],
    ["older", "an older one, without the restrictions of 2026"],
    [
      "both",
      "an older one on its way into the restrictions of 2026: Spotify sends the old and the new names",
    ],
  ] as const)("known as %s by its list of playlists", async (shape, text) => {
    const { of } = await (await startPatient({ shape })).examine();

    expect(of("app")).toBe(`✓ app        ${text}`);
  });

  test.each([
    ["2026", "under the restrictions of 2026: contents come of your own and shared playlists alone"],
    ["older", "an older one, without the restrictions of 2026"],
  ] as const)("known as %s without any playlist, for one request more", async (shape, text) => {
    const patient = await startPatient({ shape, library: makeLibrary({ playlists: [null] }) });

    expect((await patient.examine()).of("app")).toBe(`✓ app        ${text}`);
    expect(patient.fake.requests.api).toHaveLength(3);
  });
});

test("a refresh token that Spotify replaces meanwhile is not lost", async () => {
  const patient = await startPatient();
  patient.fake.tokens.rotatesRefreshTokens = true;

  await patient.examine();

  expect((await patient.examine()).of("token")).toBe("✓ token      Spotify accepts the refresh token");
});

test("a clock that is off is noticed by the answers", async () => {
  const patient = await startPatient();
  const headers = { Date: new Date(Date.now() + 60 * 60 * 1_000).toUTCString() };
  answerAll("api", { kind: "answer", status: 403, headers, body: "No." })(patient);

  expect((await patient.examine()).of("clock")).toMatch(
    /^! clock {6}(59|60) minutes behind Spotify's\n *Set this machine's/,
  );
});

test("channels and a consent for restores are named where they are set, and their values are not", async () => {
  const patient = await startPatient();
  Object.assign(patient.environment, {
    DISCORD_WEBHOOK_URL: "https://discord.example/hush",
    PING_URL: "https://ping.example/hush",
    SPOTIFY_RESTORE_TOKEN: "hush-restore",
  });

  const { text, of } = await patient.examine();

  expect(of("channels")).toBe("✓ channels   set: Discord, a dead man's switch");
  expect(of("restore")).toBe("✓ restore    there is a consent to put things back");
  expect(text).not.toContain("hush");
});
