import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { inject } from "vitest";
import type { Archive } from "../../src/lib/archive/archive.ts";
import { openContainer } from "../../src/lib/archive/container.ts";
import { openFolder } from "../../src/lib/archive/folder.ts";
import { testContainer } from "../azure/test-container.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Both kinds of archive, each new and empty, for what must hold in either. */
export const archives: readonly { readonly kind: string; readonly openNew: () => Promise<Archive> }[] = [
  { kind: "a folder", openNew: async () => openFolder(join(await temporaryFolder(), randomUUID())) },
  {
    kind: "a container",
    openNew: async () => openContainer(testContainer(inject("azurite").connectionString)),
  },
];
