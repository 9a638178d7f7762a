import type { Manifest } from "../archive/manifest.ts";

/** What an account is known by: its immutable id where the manifest has it, since the other one may change. */
export function toAccountKey({ account }: Pick<Manifest, "account">): string {
  const immutable = account["account_id"];
  return typeof immutable === "string" ? immutable : account.id;
}
