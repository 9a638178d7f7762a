/**
 * Works through items, several at once, and gives the results in the order of the items. After a failure nothing new is
 * begun, and the failure is told when everything under way has ended.
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const failures: unknown[] = [];
  const left = items.entries();
  await Promise.all(
    Array.from({ length: Math.min(most, items.length) }, async () => {
      for (const [index, item] of left) {
        if (failures.length > 0) {
          return;
        }
        try {
          results.set(index, await work(item));
        } catch (error) {
          failures.push(error);
        }
      }
    }),
  );
  if (failures.length > 0) {
    throw failures[0];
  }
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
