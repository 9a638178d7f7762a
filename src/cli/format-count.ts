/** A count for people, as in `12,900`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** What is counted for people, as in `1 entry` or `12,900 entries`. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
