/** The results of `work` in the order of the values, never more than `atOnce` of them under way. */
export async function inParts<T, R>(
  values: readonly T[],
  atOnce: number,
  work: (value: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += atOnce) {
    results.push(...(await Promise.all(values.slice(at, at + atOnce).map(work))));
  }
  return results;
}
