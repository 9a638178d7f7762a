import { createHash } from "node:crypto";

/** Any text as something that every file system takes for a name. */
export function hashName(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
