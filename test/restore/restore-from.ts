import type { Archive } from "../../src/lib/archive/archive.ts";
import { type RestoreRequest, type RestoreResult, restore } from "../../src/lib/restore/restore.ts";
import type { RestoreTools } from "../../src/lib/restore/restore-tools.ts";
import { restorableSections } from "../../src/lib/restore/saved-state.ts";
import { createMemoryArchive } from "../export/memory-archive.ts";
import type { FakeAccount } from "../fake-spotify/fake-account.ts";
import { createRestoreTools, type RestoreToolsOptions } from "./restore-tools.ts";

export type RestoringOptions = Partial<RestoreRequest> &
  Partial<Omit<RestoreToolsOptions, "archive">> & {
    /** @default those of the account */
    readonly tools?: RestoreTools;
  };

/** Everything, without asking. */
const everything: RestoreRequest = {
  choice: { sections: restorableSections, playlists: "all" },
  expression: undefined,
  into: "new",
  faults: "refused",
  earlier: "counts",
  decide: async () => "go on",
  purpose: "restore",
  searches: 50,
  saving: "together",
};

/** Restores all that an archive holds into an account, without asking, unless told otherwise. */
export function restoreFrom(
  archive: Archive,
  account: FakeAccount,
  {
    state = createMemoryArchive(),
    now,
    signal,
    log,
    sending,
    sleep,
    tools: given,
    ...request
  }: RestoringOptions = {},
): Promise<RestoreResult> {
  const tools =
    given ??
    createRestoreTools(account, {
      archive,
      state,
      ...(now === undefined ? {} : { now }),
      ...(signal === undefined ? {} : { signal }),
      ...(log === undefined ? {} : { log }),
      ...(sending === undefined ? {} : { sending }),
      ...(sleep === undefined ? {} : { sleep }),
    });
  return restore(tools, { ...everything, ...request });
}
