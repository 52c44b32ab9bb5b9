import { retentionSet } from '../../shared/contracts/records.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { retentions } from './retentions.ts';

export const onRetentionSet = reaction(retentionSet, {
  summary: 'Imaging learns how many years longer than the law asks this hospital keeps its records, images among them',
  async handle({ extraYears }, { table }, { at }) {
    const { find, saving } = retentions(table);
    const before = await find();
    if (before && before.value.setAt >= at) return;
    table.commit({ put: [saving(before, { extraYears, setAt: at })] });
  },
});
