import { isSameAccount } from "../archive/account.ts";
import { type Kind, kinds, type Manifest } from "../archive/manifest.ts";
import { parseSnapshotId, type Snapshot } from "../archive/snapshot.ts";
import { ArchiveError } from "../errors.ts";
import { isFuture } from "../state/is-future.ts";

/** How a user names a snapshot; `name` is the text without the kind. A date is any beginning of an id. */
export interface SnapshotExpression {
  readonly type: "id" | "latest" | "previous" | "date";
  /** Where the text says of which kind it is, as in `library/latest`. */
  readonly kind?: Kind;
  readonly name: string;
}

/** The forms of an expression, for a message. */
export const expressionForms =
  "an id as in 2026-11-22T02-00-00Z, latest, previous, or a date in UTC as in 2026, 2026-11, 2026-11-22 or 2026-11-22T02";

/** Undefined where the text has none of the forms. */
export function parseSnapshotExpression(text: string): SnapshotExpression | undefined {
  const kind = kinds.find((candidate) => text.startsWith(`${candidate}/`));
  // Manifests and tables write times with colons, which file names cannot have.
  const name = (kind === undefined ? text : text.slice(kind.length + 1)).replaceAll(":", "-");
  const type = toType(name);
  return type === undefined ? undefined : { type, name, ...(kind === undefined ? {} : { kind }) };
}

function toType(name: string): SnapshotExpression["type"] | undefined {
  if (name === "latest" || name === "previous") {
    return name;
  }
  if (parseSnapshotId(name) !== undefined) {
    return "id";
  }
  const isDate = /^\d{4}(-\d\d(-\d\d(T\d\d(-\d\d(-\d\d)?)?)?)?)?$/.test(name);
  const earliest = `${name}${"0000-01-01T00-00-00Z".slice(name.length)}`;
  return isDate && parseSnapshotId(earliest) !== undefined ? "date" : undefined;
}

export interface ChoiceContext {
  /** Whose snapshots `latest` and dates go for first, where an archive holds several accounts. */
  readonly account?: Manifest["account"] | undefined;
  /** What `previous` comes before, of the same account. @default the latest */
  readonly next?: Manifest | undefined;
  /** What is dated later than this, by a clock that was ahead, counts only where it is named by its id. */
  readonly now?: Date | undefined;
}

/**
 * The snapshot of a kind that an expression means: a date means the newest by its end. Partial and suspect ones count as any
 * other; one whose manifest cannot be read does not.
 *
 * @param snapshots those of one kind, oldest first
 * @throws {ArchiveError} where it is named by its id, and its manifest cannot be read
 */
export function chooseSnapshot(
  snapshots: readonly Snapshot[],
  { type, kind, name }: SnapshotExpression,
  { account, next, now }: ChoiceContext = {},
): Manifest | undefined {
  const ofKind = snapshots.filter((snapshot) => snapshot.kind === (kind ?? snapshot.kind));
  const readable = ofKind.flatMap((snapshot) =>
    "manifest" in snapshot && isDated(snapshot.id, now) ? [snapshot.manifest] : [],
  );
  switch (type) {
    case "id":
      return findById(ofKind, name);
    case "latest":
      return findNewest(readable, account);
    case "previous": {
      const last = next ?? findNewest(readable, account);
      return readable.findLast(
        (manifest) =>
          last !== undefined && manifest.id < last.id && isSameAccount(manifest.account, last.account),
      );
    }
    case "date":
      return findNewest(
        readable.filter(({ id }) => isByEndOf(name, id)),
        account,
      );
  }
}

/** Whether an id tells a time that can be relied on. */
export function isDated(id: string, now: Date | undefined): boolean {
  const at = parseSnapshotId(id);
  return at !== undefined && (now === undefined || !isFuture(at, now));
}

/** Whether a snapshot was there by the end of a date, which is any beginning of an id. */
export function isByEndOf(date: string, id: string): boolean {
  return id.slice(0, date.length) <= date;
}

/** Says what {@link chooseSnapshot} has not found, and what there is instead. */
export function describeMissing(
  snapshots: readonly Pick<Snapshot, "kind" | "id">[],
  expression: SnapshotExpression & { readonly kind: Kind },
  { next }: ChoiceContext = {},
): string {
  const { type, kind, name } = expression;
  const newest = snapshots.filter((snapshot) => snapshot.kind === kind).slice(-mostNewest);
  if (newest.length === 0) {
    return `there are no ${kind} snapshots`;
  }
  if (type === "previous" && newest.length === 1) {
    return `there is only one ${kind} snapshot yet (${newest[0]?.id}): export again`;
  }
  const before = next === undefined ? "the latest" : `${next.id} of the same account`;
  const missing = {
    id: `there is no ${kind}/${name}`,
    latest: `no manifest of a ${kind} snapshot can be read`,
    previous: `there is no ${kind} snapshot before ${before}`,
    date: `there is no ${kind} snapshot of ${name} or before`,
  }[type];
  return `${missing} (the newest: ${newest.map(({ id }) => id).join(", ")})`;
}

const mostNewest = 3;

function findById(snapshots: readonly Snapshot[], name: string): Manifest | undefined {
  const named = snapshots.find(({ id }) => id === name);
  if (named !== undefined && "problem" in named) {
    throw new ArchiveError(named.problem);
  }
  return named?.manifest;
}

function findNewest(
  manifests: readonly Manifest[],
  account: Manifest["account"] | undefined,
): Manifest | undefined {
  const own = manifests.findLast(
    (manifest) => account !== undefined && isSameAccount(manifest.account, account),
  );
  return own ?? manifests.at(-1);
}
