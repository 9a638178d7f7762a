import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/global.ts"],
    setupFiles: ["test/setup/trust.ts"],
    // Nothing here lives on in a module, so a worker that is taken up again is as good as a new one, and much cheaper.
    isolate: false,
    // One worker a core: most of a test's time is waiting for processes and sockets.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
