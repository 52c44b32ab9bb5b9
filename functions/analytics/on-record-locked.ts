import { recordLocked } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';

export const onRecordLocked = reaction(recordLocked, {
  summary: 'A locked record becomes a fact in the province lake',
  tenant: 'province',
  needs: ['lake'],
  async handle({ lockedUntil }, { lake }, { id, at, tenant }) {
    const day = localDay(new Date(at));
    await lake.append('locked_records', [
      { fact: id, at, day, hospital: tenant, locked_until: lockedUntil ?? 'for ever' },
    ]);
  },
});
