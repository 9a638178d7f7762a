import { isSameAccount } from "../archive/account.ts";
import type { Manifest } from "../archive/manifest.ts";
import type { Snapshot } from "../archive/snapshot.ts";

type Account = Manifest["account"];

/**
 * Tells of an account all the ids by which the snapshots know its user: two that are the same as a third are one user, even where
 * they have nothing in common.
 */
export function identifyUsers(snapshots: readonly Snapshot[]): (account: Account) => readonly string[] {
  const accounts = snapshots.flatMap((snapshot) =>
    "manifest" in snapshot ? [snapshot.manifest.account] : [],
  );
  const different = new Map(accounts.map((account) => [JSON.stringify(toIds(account)), account]));
  let users: readonly (readonly Account[])[] = [];
  for (const account of different.values()) {
    const bySame = Map.groupBy(users, (user) => isOneOf(user, account));
    users = [...(bySame.get(false) ?? []), [...(bySame.get(true) ?? []).flat(), account]];
  }
  return (account) => {
    const user = users.find((user) => isOneOf(user, account)) ?? [account];
    return [...new Set(user.flatMap(toIds))];
  };
}

function isOneOf(user: readonly Account[], account: Account): boolean {
  return user.some((one) => isSameAccount(one, account));
}

function toIds({ id, account_id }: Account): readonly string[] {
  return typeof account_id === "string" ? [id, account_id] : [id];
}
