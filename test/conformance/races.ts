import { expect, it } from 'vitest';
import { Conflict } from '../../shared/ports/table.ts';
import { aHospital, anEvent, key, numbered, type Opened, putOf, writeOf } from './opened.ts';

const outcomes = async (work: readonly Promise<unknown>[]) => {
  const settled = await Promise.allSettled(work);
  const lost = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  return { won: settled.length - lost.length, lost };
};

export function promisesOfRaces(store: () => Opened): void {
  it('counts 50 askers at once from 1 to 50, no number twice', async () => {
    const table = store().table(aHospital(), 'queue');
    const numbers = await Promise.all(numbered(50).map(() => table.next(key('counter'))));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbered(50).map((_, at) => at + 1));
    expect(await table.next(key('counter'))).toBe(51);
    expect(await table.next(key('other counter'))).toBe(1);
  });

  it('lets exactly one of two writes on one version win, 50 times over', { timeout: 60_000 }, async () => {
    const table = store().table(aHospital(), 'queue');
    await table.write(writeOf({ put: [putOf(key('line'), { round: 0 })] }));
    for (let round = 1; round <= 50; round++) {
      const write = (who: string) =>
        table.write(
          writeOf({ put: [putOf(key('line'), { round, who }, { expect: round }), putOf(key(`${round}-${who}`), {})] }),
        );
      const { won, lost } = await outcomes([write('kiosk-1'), write('kiosk-2')]);
      expect(won).toBe(1);
      expect(lost[0]).toBeInstanceOf(Conflict);
      const line = await table.get<{ who: string }>(key('line'));
      expect(line?.version).toBe(round + 1);
      const sides = await Promise.all(['kiosk-1', 'kiosk-2'].map((who) => table.get(key(`${round}-${who}`))));
      expect(sides.map((side) => side !== undefined)).toEqual([
        line?.value.who === 'kiosk-1',
        line?.value.who === 'kiosk-2',
      ]);
    }
  });

  it('lets exactly one of 20 callers with one idempotency key have its effect', async () => {
    const tenant = aHospital();
    const table = store().table(tenant, 'queue');
    const mark = key('KEY', 'IDEMPOTENCY#POST /v1/payments#k1');
    const call = (caller: string) =>
      table.write(
        writeOf({ put: [putOf(mark, { caller }), putOf(key(caller, 'PAID'), {})], events: [anEvent(tenant)] }),
      );
    const { won, lost } = await outcomes(numbered(20).map(call));
    expect(won).toBe(1);
    expect(lost.every((error) => error instanceof Conflict)).toBe(true);
    expect((await table.query({ pk: 'PAID', limit: 100 })).items).toHaveLength(1);
    expect(await store().outbox(tenant, 'queue')).toHaveLength(1);
  });

  it('does not let a condition pass while the item it relies on is changed', { timeout: 60_000 }, async () => {
    const table = store().table(aHospital(), 'queue');
    for (let round = 1; round <= 20; round++) {
      const clinic = key(`clinic-${round}`);
      const ticket = key(`ticket-${round}`);
      await table.write(writeOf({ put: [putOf(clinic, { open: true })] }));
      const { won } = await outcomes([
        table.write(writeOf({ put: [putOf(ticket, {})], expect: [{ key: clinic, expect: 1 }] })),
        table.write(
          writeOf({
            put: [putOf(clinic, { open: false }, { expect: 1 })],
            expect: [{ key: ticket, expect: 'absent' }],
          }),
        ),
      ]);
      expect(won).toBe(1);
    }
  });

  it('serves writes of unlike items side by side', async () => {
    const table = store().table(aHospital(), 'queue');
    const { won } = await outcomes(numbered(30).map((sk) => table.write(writeOf({ put: [putOf(key(sk), {})] }))));
    expect(won).toBe(30);
    expect((await table.query({ pk: key('').pk, limit: 100 })).items).toHaveLength(30);
  });
}
