import { defineConfig } from "vitest/config";
import { findFastFolder } from "./test/setup/fast-folder.ts";

/** The Azure SDK binds a process to the first managed identity that it finds, so these have processes of their own. */
const withIdentity = [
  "test/e2e/continue-export.test.ts",
  "test/e2e/functions.test.ts",
  "test/e2e/told.test.ts",
  "test/integration/container.test.ts",
  "test/integration/doctor-azure.test.ts",
  "test/integration/key-vault.test.ts",
];

export default defineConfig({
  test: {
    env: { TMPDIR: findFastFolder() },
    globalSetup: ["test/setup/global.ts"],
    setupFiles: ["test/setup/trust.ts"],
    // One worker a core: most of a test's time is waiting for processes and sockets.
    maxWorkers: "100%",
    // A machine may be busy; what hangs is told all the same.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: withIdentity,
          // Nothing here lives on in a module, so a worker that is taken up again is as good as a new one, and much cheaper.
          isolate: false,
          // What one test puts into the environment is not for the next.
          unstubEnvs: true,
        },
      },
      {
        extends: true,
        test: {
          name: "identity",
          include: withIdentity,
          // What Azure's clients log is searched, all that there is of it.
          env: { AZURE_LOG_LEVEL: "verbose" },
          setupFiles: ["test/setup/search-logs.ts"],
        },
      },
    ],
  },
});
