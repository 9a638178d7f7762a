import { join } from "node:path";
import { onTestFinished } from "vitest";
import { formatFinding } from "../src/cli/format-doctor.ts";
import type { Archive } from "../src/lib/archive/archive.ts";
import { openFolder } from "../src/lib/archive/folder.ts";
import type { Manifest } from "../src/lib/archive/manifest.ts";
import { assembleDoctor } from "../src/lib/assemble-doctor.ts";
import { examine } from "../src/lib/doctor/examine.ts";
import type { Finding } from "../src/lib/doctor/finding.ts";
import { openLocalSettings } from "../src/lib/secrets/local-settings.ts";
import { readLocalValues } from "../src/lib/secrets/local-values.ts";
import { Secret } from "../src/lib/secrets/secret.ts";
import type { SettingValues } from "../src/lib/settings-reader.ts";
import { backupScopes } from "../src/lib/spotify/authorization.ts";
import { settingsFor } from "./e2e/command-line.ts";
import { writeText } from "./export/archive-files.ts";
import { temporaryFolder } from "./export/temporary-folder.ts";
import { type FakeSpotify, type FakeSpotifyOptions, startFakeSpotify } from "./fake-spotify/fake-spotify.ts";
import type { Misbehaviour } from "./fake-spotify/faults.ts";
import { makeLibrary, makePlaylist } from "./fake-spotify/make-playlist.ts";
import { makeManifest } from "./manifest.ts";
import { recordLog } from "./spotify-client.ts";

/** When the doctor comes: two days after the snapshots of `makeManifest`. */
export const visitedAt = new Date("2026-11-24T12:00:00Z");

/** Somebody whose backups are all well, unless something is done about it. */
export interface Patient {
  readonly fake: FakeSpotify;
  readonly folder: string;
  readonly archive: Archive;
  readonly state: Archive;
  /** The environment; what is put in here counts at the next visit. */
  readonly environment: Record<string, string | undefined>;
  /** Puts a consent with its refresh token into the local settings. */
  consent(givenAt?: Date): Promise<void>;
  publish(given?: Partial<Manifest>): Promise<void>;
  examine(): Promise<Diagnosis>;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** As they are printed, what to do included. */
  readonly text: string;
  /** The finding of a check, as it is printed. */
  of(check: Finding["check"]): string;
}

export async function startPatient(options: Partial<FakeSpotifyOptions> = {}): Promise<Patient> {
  const library = makeLibrary({ playlists: [makePlaylist({ name: "Mine" })] });
  const fake = await startFakeSpotify({ library, ...options });
  onTestFinished(() => fake.stop());
  const folder = await temporaryFolder();
  const localSettingsFile = join(folder, "local.settings.json");
  const archive = openFolder(join(folder, "exports"));
  const environment: Record<string, string | undefined> = {
    ...settingsFor(fake),
    SPOTIFY_REFRESH_TOKEN: undefined,
    EXPORT_FOLDER: archive.location,
  };
  const { log } = recordLog();
  const account = { id: fake.library.profile.id, display_name: fake.library.profile.displayName };

  async function consent(givenAt = new Date("2026-10-01T10:00:00Z")) {
    const store = openLocalSettings({ file: localSettingsFile, environment, log });
    const token = new Secret(fake.allow(backupScopes).credentials.refreshToken);
    await store.saveRefreshToken(token, { givenAt, scopes: backupScopes, accountId: account.id });
  }

  async function publish(given: Partial<Manifest> = {}) {
    const manifest = makeManifest({ account, ...given });
    await writeText(archive, `${manifest.kind}/${manifest.id}/manifest.json`, JSON.stringify(manifest));
  }

  async function diagnose(): Promise<Diagnosis> {
    const localValues = await readLocalValues(localSettingsFile);
    const values: SettingValues = { ...localValues, ...definedOnly(environment) };
    const surroundings = { environment, localSettingsFile, localValues, fileProblems: [], log };
    const tools = { ...assembleDoctor(values, surroundings), now: () => visitedAt };
    const findings = await Array.fromAsync(examine(tools));
    const format = (finding: Finding) => formatFinding(finding, (_, text) => text);
    return {
      findings,
      text: findings.map(format).join("\n"),
      of: (check) =>
        findings
          .filter((finding) => finding.check === check)
          .map(format)
          .join("\n"),
    };
  }

  await consent();
  await publish();
  await publish({ kind: "playlists" });
  return {
    fake,
    folder,
    archive,
    state: openFolder(join(archive.location, ".state")),
    environment,
    consent,
    publish,
    examine: diagnose,
  };
}

/** Lets Spotify answer all requests to one of its services so. */
export function answerAll(service: "api" | "token", does: Misbehaviour) {
  return ({ fake }: Patient) => fake.misbehave({ service, times: Number.POSITIVE_INFINITY, does });
}

function definedOnly(values: SettingValues): SettingValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
