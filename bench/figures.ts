import { loadavg } from 'node:os';

/** The middle value; of an even number the mean of the two middle ones. @throws RangeError when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('no values');
  return (upper + lower) / 2;
}

/** The smallest value that at least this share (0 to 1) of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (at === undefined) throw new RangeError('no values');
  return at;
}

/** To three significant digits, for people. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

/** Load average of the last minute: above the number of cores, figures of time say little. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;
