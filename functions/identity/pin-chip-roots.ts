import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { trustOf } from './chip/trust.ts';
import { ChipRoots, chipRoots, ShownRoots, shownRoots } from './chip-roots.ts';

export const pinChipRoots = route('PUT /v1/chip-roots', {
  summary:
    'An administrator pins the authorities whose citizen card chips the hospital believes, with their revocations',
  who: ['admin'],
  input: ChipRoots,
  output: ShownRoots,
  refuses: ['chip-root-unfit', 'chip-revocations-unfit'],
  subject: (_, { roots }) => roots.map(({ fingerprint }) => fingerprint.slice(0, 23)).join(' ') || 'none',
  async handle(setting, { table }) {
    const trust = trustOf(setting);
    if (isRefusal(trust)) return trust;
    table.commit({ put: [await chipRoots(table).pinning(setting)] });
    return shownRoots(trust);
  },
});
