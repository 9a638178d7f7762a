// Runs on whatever Node the machine has, before anything is installed: plain JavaScript, no dependencies.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const root = new URL("../", import.meta.url);
const stamp = new URL("node_modules/.installed", root);
const wanted = createHash("sha256")
  .update(readFileSync(new URL("package-lock.json", root)))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
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
  writeFileSync(stamp, wanted);
}
