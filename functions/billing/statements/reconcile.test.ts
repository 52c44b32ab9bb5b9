import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../../shared/kernel/money.ts';
import { LocalDay } from '../../../shared/kernel/time.ts';
import type { StatementLine } from './line.ts';
import { type BankEntry, reconcile } from './reconcile.ts';

const day = LocalDay.parse('2026-11-24');
const aLine = (telling: Partial<StatementLine> = {}): StatementLine => ({
  reference: 'FT1',
  account: '099',
  day,
  amount: dong(1000),
  direction: 'in',
  content: '',
  ...telling,
});
const anEntry = (telling: Partial<BankEntry> = {}): BankEntry => ({
  entry: 'e1',
  reference: 'FT1',
  account: '099',
  day,
  amount: dong(1000),
  direction: 'in',
  ...telling,
});
const kinds = (lines: StatementLine[], entries: BankEntry[]) =>
  reconcile(lines, entries).breaks.map(({ kind }) => kind);

describe('bank and ledger', () => {
  it('agree on a movement that both know', () => {
    expect(reconcile([aLine()], [anEntry()])).toEqual({ agreed: 1, breaks: [] });
  });
  it('break where one knows a movement that the other does not', () => {
    expect(kinds([aLine()], [])).toEqual(['bank-only']);
    expect(kinds([], [anEntry()])).toEqual(['ledger-only']);
    expect(kinds([aLine({ account: '1' })], [anEntry()])).toEqual(['bank-only', 'ledger-only']);
  });
  it('break where they say different things of one movement', () => {
    expect(kinds([aLine({ amount: dong(999) })], [anEntry()])).toEqual(['other-amount']);
    expect(kinds([aLine({ direction: 'out' })], [anEntry()])).toEqual(['other-direction']);
    expect(kinds([aLine({ day: LocalDay.parse('2026-11-25') })], [anEntry()])).toEqual(['other-day']);
  });
  it('break where the statement or the ledger names a movement twice', () => {
    expect(kinds([aLine(), aLine()], [anEntry()])).toEqual(['twice']);
    expect(kinds([aLine()], [anEntry(), anEntry({ entry: 'e2' })])).toEqual(['ledger-twice']);
  });
  it('agree on the line that says the same, where another of its reference comes first', () => {
    expect(reconcile([aLine({ amount: dong(7) }), aLine()], [anEntry()])).toMatchObject({
      agreed: 1,
      breaks: [{ kind: 'twice', line: { amount: 7 } }],
    });
  });
  it('agree on a reference that one writes in capitals and the other does not', () => {
    expect(reconcile([aLine({ reference: 'ft1' })], [anEntry()])).toEqual({ agreed: 1, breaks: [] });
  });
  it('leave nothing out: every planted difference is found, and none is invented', () => {
    const plan = fc.array(fc.constantFrom('agreed', 'bank-only', 'ledger-only', 'other-amount', 'twice'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(plan, (planned) => {
        const lines: StatementLine[] = [];
        const entries: BankEntry[] = [];
        for (const [at, kind] of planned.entries()) {
          const reference = `FT${at}`;
          if (kind !== 'bank-only') entries.push(anEntry({ entry: `e${at}`, reference }));
          if (kind !== 'ledger-only')
            lines.push(aLine({ reference, amount: dong(kind === 'other-amount' ? 1 : 1000) }));
          if (kind === 'twice') lines.push(aLine({ reference }));
        }
        const { agreed, breaks } = reconcile(lines, entries);
        expect(breaks.map(({ kind }) => kind).toSorted()).toEqual(
          planned.filter((kind) => kind !== 'agreed').toSorted(),
        );
        expect(agreed).toBe(planned.filter((kind) => kind === 'agreed' || kind === 'twice').length);
      }),
    );
  });
});
