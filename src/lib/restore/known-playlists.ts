/** The playlists that the account is known to have, with those that this run has made. */
export interface KnownPlaylists {
  findNamed(name: string): readonly string[];
  add(playlist: { readonly id: string; readonly name: string }): void;
}

export function createKnownPlaylists(
  listed: Iterable<{ readonly id: string; readonly name: string }>,
): KnownPlaylists {
  const names = new Map([...listed].map(({ id, name }) => [id, name]));
  return {
    findNamed: (name) => [...names].flatMap(([id, known]) => (known === name ? [id] : [])),
    add: ({ id, name }) => void names.set(id, name),
  };
}
