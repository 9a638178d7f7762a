/** A count for people, as in `12,900`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
