import { createHash } from "node:crypto";
import { isArray, isObject, merge, toText, type Value } from "./bicep-values.ts";

/** When these tests deploy. */
export const deployedAt = "2026-11-30T01:14:00";

/** Bicep's own functions, those that the templates use. Hashes are others than Azure's and as good. */
export const functions: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  concat: (...lists) => lists.flatMap((list) => (isArray(list) ? list : [])),
  empty: (value = "") => (isArray(value) || isObject(value) ? Object.keys(value).length === 0 : value === ""),
  guid: (...parts) => `guid(${parts.map(toText).join("|")})`,
  replace: (text = "", from = "", to = "") => toText(text).replaceAll(toText(from), toText(to)),
  split: (text = "", separator = "") => toText(text).split(toText(separator)),
  subscription: () => ({ id: "/subscriptions/0", tenantId: "tenant-0" }),
  subscriptionResourceId: (type = "", name = "") =>
    `/subscriptions/0/providers/${toText(type)}/${toText(name)}`,
  toLower: (text = "") => toText(text).toLowerCase(),
  trim: (text = "") => toText(text).trim(),
  union: (...objects) => objects.filter(isObject).reduce(merge, {}),
  uniqueString: (...parts) =>
    createHash("sha256").update(parts.map(toText).join("|")).digest("hex").slice(0, 13),
  utcNow: () => deployedAt,
};
