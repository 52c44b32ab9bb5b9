import type { Keeping } from '../../shared/ports/step-out.ts';

/** All of it stays: who let an operator in, how the hospital left, and the trail of both. */
export const kept: readonly Keeping[] = [
  { partitions: '', because: 'proof of the departure and of each access, as long as records are in custody' },
];
