import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { systemErrorCode } from "../file-system.ts";
import type { ListedFile } from "./archive.ts";
import { isUnfinishedName } from "./file-name.ts";
import { attempt } from "./folder-error.ts";

interface Walk {
  /** The folder that is looked into, as the beginning of the names in it. */
  readonly parent: string;
  readonly prefix: string;
  /** Of a single file or folder. */
  readonly isShown: (name: string) => boolean;
  /** The real paths of the folders that links have led to on the way here. */
  readonly trail: readonly string[];
}

/** The files of an archive in a folder, by whole name. What begins with a dot is not part of it. */
export function listFiles(root: string, prefix: string): AsyncGenerator<ListedFile, void> {
  return listBelow(root, { parent: "", prefix, isShown: isVisible, trail: [] });
}

/** The files that are being written, or were when somebody was killed. */
export async function* listUnfinishedFiles(root: string): AsyncGenerator<ListedFile, void> {
  const isShown = (name: string) => isVisible(name) || isUnfinishedName(name);
  for await (const file of listBelow(root, { parent: "", prefix: "", isShown, trail: [] })) {
    if (isUnfinishedName(file.name)) {
      yield file;
    }
  }
}

function isVisible(name: string): boolean {
  return !name.startsWith(".");
}

/** Walks in the order of whole names: a folder is sorted as its name with the `/` that follows in the names below. */
async function* listBelow(root: string, walk: Walk): AsyncGenerator<ListedFile, void> {
  const { prefix } = walk;
  for (const { name, trail } of await readPlaces(root, walk)) {
    if (name.endsWith("/")) {
      if (name.startsWith(prefix) || prefix.startsWith(name)) {
        yield* listBelow(root, { ...walk, parent: name, trail });
      }
    } else if (name.startsWith(prefix)) {
      // A file that is gone since its name was read is not listed.
      const found = await attempt(`read the size of ${join(root, name)}`, () =>
        statIfThere(join(root, name)),
      );
      if (found !== undefined) {
        yield { name, bytes: found.size, modifiedAt: found.mtime };
      }
    }
  }
}

/** A file, or a folder whose name ends in `/`. */
type Place = Pick<Walk, "trail"> & { readonly name: string };

async function readPlaces(root: string, { parent, isShown, trail }: Walk): Promise<readonly Place[]> {
  const path = join(root, parent);
  return attempt(`list ${path}`, async () => {
    const places: Place[] = [];
    for (const entry of (await readEntries(path)).filter(({ name }) => isShown(name))) {
      // Who keeps a kind on another disk has a link in its place; one that leads nowhere is nothing to list.
      const link = entry.isSymbolicLink() ? join(path, entry.name) : undefined;
      const found = link === undefined ? entry : await statIfThere(link);
      const onward =
        link === undefined || !found?.isDirectory() ? trail : await follow(link, { path, trail });
      if (found?.isFile()) {
        places.push({ name: `${parent}${entry.name}`, trail });
      } else if (found?.isDirectory() && onward !== undefined) {
        places.push({ name: `${parent}${entry.name}/`, trail: onward });
      }
    }
    return places.sort((a, b) => compareByCodeUnits(a.name, b.name));
  });
}

/** A folder that is not there has nothing in it. */
async function readEntries(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") {
      return [];
    }
    throw error;
  }
}

/** The trail behind a link to a folder; undefined where it leads back, to what is listed without it and would be without end. */
async function follow(
  link: string,
  { path, trail }: { readonly path: string; readonly trail: readonly string[] },
): Promise<readonly string[] | undefined> {
  const target = await realpath(link);
  const passed = [await realpath(path), ...trail];
  return passed.some((one) => isWithin(one, target)) ? undefined : [...trail, target];
}

function isWithin(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** A link that leads to itself leads to nothing, too. */
async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ELOOP") {
      return undefined;
    }
    throw error;
  }
}

function compareByCodeUnits(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
