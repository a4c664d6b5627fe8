/** How many of `items`, which stand in rising order of `place`, lie before `limit`. */
export function countBefore<T>(items: readonly T[], place: (item: T) => number, limit: number): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (place(items[middle]!) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
