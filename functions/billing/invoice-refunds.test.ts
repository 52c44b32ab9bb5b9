import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InvoiceStage, openInvoiceStage } from '../../test/invoice-stage.ts';

const first = '1C26TAA-00000001';
const second = '1C26TAA-00000002';
let stage: InvoiceStage;
beforeEach(async () => {
  stage = await openInvoiceStage();
});
afterEach(() => stage.close());

/** A closed visit of 220,000 dong with two ultrasounds, billed and paid; one of them can be taken back. */
async function paidTwice(encounter: string) {
  await stage.open(encounter);
  await stage.order(encounter, 'SA-BUNG');
  const { source } = await stage.order(encounter, 'SA-BUNG');
  stage.closeVisit(encounter);
  const { bill, code, due } = (await stage.askBill(encounter)).body;
  await stage.pay(stage.channel, { amount: due, content: code });
  stage.setClock({ minutes: 1 });
  return { encounter, bill: String(bill), source, due: Number(due) };
}

describe('money of a bill that goes back', () => {
  it('makes the invoice of the patient less, in the night after, once', async () => {
    const bill = await stage.paid('e-1');
    await stage.ask(bill);
    stage.setClock({ minutes: 1 });
    await stage.refundBill(bill, 30_000);
    await stage.night(5);
    expect(await stage.all()).toMatchObject([
      { kind: 'patient', state: 'adjusted', total: 110_000, net: 80_000, adjustments: [second] },
      { kind: 'adjustment', adjusts: first, total: -30_000 },
    ]);
    expect((await stage.books()).work).toEqual([]);
  });
  it('makes the invoice of its day less, though it goes back days later, by one adjustment for all bills', async () => {
    const bills = [await stage.paid('e-1'), await stage.paid('e-2')];
    await stage.night();
    stage.setClock('2026-11-26T02:00:00.000Z');
    for (const bill of bills) await stage.refundBill(bill, 40_000);
    await stage.night();
    expect(await stage.all()).toMatchObject([
      { kind: 'day', total: 220_000, net: 140_000 },
      { kind: 'adjustment', adjusts: first, total: -80_000, lines: [{ amount: -40_000 }, { amount: -40_000 }] },
    ]);
  });
  it('counts the same when a correction makes it the deposit of the patient', async () => {
    const { encounter, source, bill, due } = await paidTwice('e-1');
    await stage.night();
    const corrected = (await stage.correct(encounter, source, bill)).body;
    await stage.night();
    expect(due - corrected.patientPays).toBeGreaterThan(0);
    expect(await stage.invoice(first)).toMatchObject({ kind: 'day', total: due, net: corrected.patientPays });
  });
  it('is not on the invoice that a patient asks for later, and is not taken from it again', async () => {
    const corrected = await paidTwice('e-1');
    const refunded = await stage.paid('e-2');
    stage.setClock({ minutes: 1 });
    const { patientPays } = (await stage.correct(corrected.encounter, corrected.source, corrected.bill)).body;
    await stage.refundBill(refunded, 30_000);
    expect((await stage.ask(corrected.bill)).body).toMatchObject({ state: 'issued', total: patientPays });
    expect((await stage.ask(refunded)).body).toMatchObject({ state: 'issued', total: 80_000 });
    await stage.night(6);
    expect((await stage.all()).map(({ kind, net }) => [kind, net])).toEqual([
      ['patient', patientPays],
      ['patient', 80_000],
    ]);
  });
  it('is taken from the invoice of the day before the patient gets the rest of it as an own one', async () => {
    const bill = await stage.paid('e-1');
    await stage.paid('e-2');
    await stage.night();
    stage.setClock({ minutes: 1 });
    await stage.refundBill(bill, 30_000);
    const { change } = (await stage.ask(bill)).body;
    expect((await stage.decideChange(change)).status).toBe(201);
    await stage.night();
    expect(await stage.all()).toMatchObject([
      { kind: 'day', total: 220_000, net: 110_000 },
      { kind: 'patient', total: 80_000, net: 80_000 },
      { kind: 'adjustment', total: -110_000 },
    ]);
  });
  it('leaves nothing to invoice when all of it goes back', async () => {
    const bill = await stage.paid('e-1');
    stage.setClock({ minutes: 1 });
    await stage.refundBill(bill, 110_000);
    expect((await stage.ask(bill)).body.code).toBe('nothing-to-invoice');
    await stage.night();
    expect(await stage.all()).toMatchObject([{ kind: 'day', net: 0 }, { total: -110_000 }]);
  });
  it('is a case for a person where the invoice changes just then, or was not made', async () => {
    const bill = await stage.paid('e-1');
    await stage.ask(bill);
    stage.setClock({ minutes: 1 });
    await stage.change('adjustment', first, -5_000);
    await stage.refundBill(bill, 30_000);
    await stage.night();
    expect((await stage.books()).items).toMatchObject([{ kind: 'invoice-adjustment-due', amount: 30_000, bill }]);
    const early = await stage.paid('e-2');
    stage.setClock({ minutes: 14 * 24 * 60 });
    await stage.refundBill(early, 10_000);
    await stage.night();
    expect((await stage.books()).items).toMatchObject([
      { kind: 'invoice-adjustment-due', amount: 10_000, bill: early },
      { kind: 'invoice-adjustment-due' },
    ]);
  });
});
