import { randomUUID } from "node:crypto";
import { ArchiveError } from "../errors.ts";

/**
 * Returns the name if a file of an archive can have it: parts with `/` between them, none of them beginning with a
 * dot. Names can come out of a manifest that others have edited, so `..` and absolute paths must not get further.
 */
export function checkFileName(name: string): string {
  const parts = name.split("/");
  if (parts.some((part) => part === "" || part.startsWith(".")) || /[\\\p{Cc}]/u.test(name)) {
    throw new ArchiveError(
      `${JSON.stringify(name)} cannot be the name of a file in an archive: a name is relative, and no part of it ` +
        "is empty, begins with a dot, or holds a backslash or a control character.",
    );
  }
  return name;
}

const unfinished = /(?<=^|\/)\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/;

/** A name for a file while it is written, which no file of an archive can have. */
export function makeUnfinishedName(): string {
  return `.${randomUUID()}.tmp`;
}

/** Whether a name, with or without folders before it, is that of a file that is or was being written. */
export function isUnfinishedName(name: string): boolean {
  return unfinished.test(name);
}

/** Returns the name if a file of an archive can have it, or one that is unfinished. */
export function checkRemovableName(name: string): string {
  checkFileName(name.replace(unfinished, "unfinished"));
  return name;
}
