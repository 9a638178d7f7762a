/** All settings that the exporter reads. */
export const settingNames = [
  "KEY_VAULT_NAME",
  "KEY_VAULT_URL",
  "AZURE_CLIENT_ID",
  "SPOTIFY_CLIENT_ID",
  "SPOTIFY_CLIENT_SECRET",
  "SPOTIFY_REFRESH_TOKEN",
  "SPOTIFY_CONSENT",
  "SPOTIFY_RESTORE_TOKEN",
  "SPOTIFY_RESTORE_CONSENT",
  "EXPORT_STORAGE_URL",
  "EXPORT_STORAGE_CONNECTION_STRING",
  "EXPORT_FOLDER",
  "EXPORT_CONTAINER",
  "AzureWebJobsStorage",
  "AzureWebJobsStorage__accountName",
  "AzureWebJobsStorage__queueServiceUri",
  "LIBRARY_SCHEDULE",
  "PLAYLISTS_SCHEDULE",
  "CHECK_SCHEDULE",
  "PLAYLIST_TYPE",
  "CSV_COLUMNS",
  "FULL_REFRESH_DAYS",
  "SUSPECT_PERCENT",
  "KEEP_LAST",
  "KEEP_DAILY",
  "KEEP_WEEKLY",
  "KEEP_MONTHLY",
  "KEEP_YEARLY",
  "SPOTIFY_REQUESTS_PER_30S",
  "SPOTIFY_CONCURRENCY",
  "MAX_WAIT_MINUTES",
  "SPOTIFY_API_URL",
  "SPOTIFY_ACCOUNTS_URL",
  "DISCORD_WEBHOOK_URL",
  "WEBHOOK_URL",
  "PING_URL",
  "TEST_MODE",
] as const;

const known: ReadonlySet<string> = new Set(settingNames);

/** The setting that a name is nearly, but for the case of its letters, the signs between them, and one slip. */
export function findMeant(name: string): string | undefined {
  return known.has(name)
    ? undefined
    : settingNames.find((meant) => isOneSlipApart(simplify(name), simplify(meant)));
}

function simplify(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Whether one letter at the most is another, missing, too many, or has changed places with the next. */
function isOneSlipApart(a: string, b: string): boolean {
  const first = [...a].findIndex((letter, index) => letter !== b[index]);
  const at = first === -1 ? a.length : first;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    `${restA.slice(1, 2)}${restA.slice(0, 1)}${restA.slice(2)}` === restB
  );
}
