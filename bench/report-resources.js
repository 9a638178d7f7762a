import { readFileSync, writeSync } from "node:fs";

/*
 * Loaded into the measured process before the program. When that ends, it writes what was used as a line of JSON to file
 * descriptor 3. It is plain JavaScript, so that nothing that strips types takes memory of its own.
 */

process.once("exit", () => {
  // On Linux `maxRSS` of a child begins with that of its parent; the high-water mark of its own memory does not.
  const ownKilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readIfThere("/proc/self/status"))?.[1];
  const written = /^wchar: (\d+)$/m.exec(readIfThere("/proc/self/io"))?.[1];
  const peakKilobytes = Number(ownKilobytes ?? process.resourceUsage().maxRSS);
  writeSync(
    3,
    `${JSON.stringify({ peakBytes: peakKilobytes * 1_024, writtenBytes: written === undefined ? null : Number(written) })}\n`,
  );
});

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
