import type { Manifest } from "./manifest.ts";

type Account = Pick<Manifest["account"], "id"> & { readonly account_id?: unknown };

/** Whether two are one user: the immutable `account_id` is not told to every app, and not in every manifest. */
export function isSameAccount(a: Account, b: Account): boolean {
  return a.id === b.id || (typeof a.account_id === "string" && a.account_id === b.account_id);
}
