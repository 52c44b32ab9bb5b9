import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';
import type { Stage } from '../../test/stage.ts';

describe('the end of a visit', () => {
  let stage: Stage;
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
    stage = hall.stage;
  });
  afterEach(() => stage.close());
  it('serves the ticket and lets the patient take a number again', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    expect(await hall.ask(ticket)).toEqual({ state: 'waiting', person: 'p-1', clinic: 'noi', examination: 'KHAM' });
    await hall.call();
    expect((await hall.ask(ticket)).state).toBe('called');
    await hall.close(ticket, 'p-1');
    expect((await hall.ask(ticket)).state).toBe('served');
    expect((await hall.take('p-1')).body).toMatchObject({ number: 2, ahead: 0 });
  });
  it('does not take away the new number of a patient whose first visit is reported twice', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    await hall.call();
    await hall.close(ticket, 'p-1');
    await hall.take('p-1');
    await hall.close(ticket, 'p-1');
    expect((await hall.take('p-1')).body.code).toBe('ticket-already-held');
  });
  it('frees nothing of today when it ends after midnight', async () => {
    stage.setClock('2026-11-24T16:50:00.000Z');
    const { ticket } = (await hall.take('p-1')).body;
    await hall.call();
    stage.setClock('2026-11-24T17:05:00.000Z');
    await hall.take('p-1');
    await hall.close(ticket, 'p-1');
    expect((await hall.ask(ticket)).state).toBe('served');
    expect((await hall.take('p-1')).body.code).toBe('ticket-already-held');
  });
  it('is tried again when its ticket is not there, and the failure is kept', async () => {
    await hall.close('no-such-ticket', 'p-1');
    expect(stage.letters()).toMatchObject([{ door: 'queue.onEncounterClosed', state: 'waiting' }]);
  });
});
