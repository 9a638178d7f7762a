// Runs on whatever Node the machine has, before anything is installed: plain JavaScript, no dependencies.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import process from "node:process";

const root = new URL("../", import.meta.url);

/** npm writes its own lock file whenever it has installed what the project's lock file says. */
function isInstalled() {
  const wanted = statSync(new URL("package-lock.json", root));
  const installed = statSync(new URL("node_modules/.package-lock.json", root), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= wanted.mtimeMs;
}

if (!isInstalled()) {
  process.stderr.write("Installing what is missing (npm ci) …\n");
  // One command string, since npm is a .cmd file on Windows and needs the shell there.
  const install = spawnSync("npm ci --no-audit --no-fund --loglevel=error", {
    cwd: root,
    shell: true,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (install.status !== 0) {
    process.stderr.write(
      "npm ci failed. Check the network and the npm registry, then run the same command again.\n",
    );
    process.exit(1);
  }
}
