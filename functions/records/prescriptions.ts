import type { EncounterId } from '../../shared/kernel/ids.ts';
import type { Put } from '../../shared/ports/table.ts';

/** The codes of the prescriptions of one facility: an item each, so that no code is given twice. */
export const prescriptions = {
  issuing: (prescription: string, encounter: EncounterId, items: readonly { source: string }[], at: Date): Put => ({
    key: { pk: `PRESCRIPTION#${prescription}`, sk: 'PRESCRIPTION' },
    value: { prescription, encounter, sources: items.map((item) => item.source), issuedAt: at.toISOString() },
    expect: 'absent',
  }),
};
