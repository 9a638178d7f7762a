import { expect, test } from "vitest";
import { alignAccounts } from "../../src/lib/diff/align-accounts.ts";
import type { Entry } from "../../src/lib/snapshot/entry.ts";
import type { List } from "../../src/lib/snapshot/lists.ts";

const before = { id: "one", display_name: null };
const after = { id: "two", display_name: null };

function playlist(id: string, name: string, uris: string, ownerId = "one"): List {
  const facts = {
    id,
    name,
    ownerId,
    description: "",
    ownerName: "",
    isPublic: "true",
    isCollaborative: false,
    version: "",
  };
  const entries = [...uris].map(
    (uri): Entry => ({ uri, addedAt: "", addedBy: "", status: "available", words: undefined, known: [] }),
  );
  return { collection: "items", playlist: facts, entries, dropped: [] };
}

async function* toAsync(lists: readonly List[]): AsyncGenerator<List, void> {
  yield* lists;
}

test("playlists of another account are taken for those of the same name and entries, and as owned by the same one", async () => {
  const former = [
    playlist("a", "Mix", "xyz"),
    playlist("b", "Mix", "uvw"),
    playlist("c", "Only here", "x"),
    playlist("d", "Followed", "", "somebody"),
  ];
  const latter = [
    playlist("1", "mix", "uvw", "two"),
    playlist("2", "Mix", "xy", "two"),
    playlist("3", "Only there", "x", "two"),
    playlist("d", "Followed by another name", "", "somebody"),
  ];
  const aligned = await Array.fromAsync(
    alignAccounts({
      before: { account: before, lists: toAsync(former) },
      after: { account: after, lists: toAsync(latter) },
    }),
  );
  expect(aligned.map(({ playlist: facts }) => [facts?.id, facts?.ownerId])).toEqual([
    ["b", "one"],
    ["a", "one"],
    ["3", "one"],
    ["d", "somebody"],
  ]);
});
