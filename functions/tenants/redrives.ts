import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';

/** Who handed which dead letter over again, and when; never changed afterwards. */
interface Redrive {
  readonly id: string;
  readonly letter: string;
  readonly by: string;
  readonly at: Date;
}

export const addingRedrive = ({ id, letter, by, at }: Redrive): Put => ({
  key: { pk: `REDRIVES#${localDay(at)}`, sk: `${at.toISOString()}#${id}` },
  value: { id, letter, by, at: at.toISOString() },
  expect: 'absent',
});
