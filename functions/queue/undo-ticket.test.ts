import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('undoing', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('puts a call back: the line, the board and the turn are as they were', async () => {
    for (const person of ['p-1', 'p-2', 'child-1', 'child-2', 'child-3']) await hall.take(person);
    const before = await hall.board();
    const { ticket } = (await hall.call()).body;
    expect(await hall.act(ticket, 'undo')).toMatchObject({
      status: 201,
      body: { ticket, state: 'waiting', undone: 'call' },
    });
    expect(await hall.board()).toEqual(before);
    const order: number[] = [];
    for (let n = 0; n < 5; n++) order.push((await hall.call()).body.number);
    expect(order).toEqual([3, 4, 1, 5, 2]);
    expect(hall.announced('queue.ticket-act-undone')).toMatchObject([{ data: { ticket, clinic: 'noi', act: 'call' } }]);
  });
  it('puts a skip, an absence and a return back, each with its hold', async () => {
    for (const person of ['p-1', 'p-2']) await hall.take(person);
    const { ticket } = (await hall.call()).body;
    const now = (await hall.board()).now;
    await hall.act(ticket, 'skip');
    expect((await hall.act(ticket, 'undo')).body).toMatchObject({ undone: 'skip', state: 'called' });
    expect((await hall.board()).now).toEqual(now);
    for (const what of ['recall', 'recall', 'no-show']) await hall.act(ticket, what);
    expect((await hall.act(ticket, 'undo')).body.undone).toBe('no-show');
    expect((await hall.take('p-1')).body.code).toBe('ticket-already-held');
    for (const what of ['no-show', 'return']) await hall.act(ticket, what);
    expect((await hall.act(ticket, 'undo')).body).toMatchObject({ undone: 'return', state: 'missed' });
    expect((await hall.take('p-1')).status).toBe(201);
  });
  it('puts a transfer back while nothing was done with the new ticket', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    const first = (await hall.act(ticket, 'transfer', { to: 'nhi' })).body.made;
    expect((await hall.act(ticket, 'undo')).body).toMatchObject({ undone: 'transfer', state: 'waiting' });
    expect([(await hall.board()).waiting, (await hall.board('nhi')).waiting]).toEqual([1, 0]);
    expect((await hall.ask(first.ticket)).state).toBe('moved');
    await hall.act(ticket, 'transfer', { to: 'nhi' });
    await hall.call('doctor-2', 'nhi');
    expect((await hall.act(ticket, 'undo')).body).toMatchObject({ code: 'nothing-to-undo' });
  });
  it('is done once, within ten minutes, by whoever acted or by the reception', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call('doctor-2')).body;
    expect(await hall.act(ticket, 'undo', {}, 'doctor')).toMatchObject({
      status: 403,
      body: { code: 'undo-not-yours' },
    });
    expect((await hall.act(ticket, 'undo')).status).toBe(201);
    expect((await hall.act(ticket, 'undo')).body.code).toBe('nothing-to-undo');
    await hall.call();
    hall.stage.setClock({ minutes: 11 });
    expect((await hall.act(ticket, 'undo', {}, 'doctor')).body.code).toBe('nothing-to-undo');
  });
  it('does not give a second number to who took a new one after the absence', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    for (const what of ['recall', 'recall', 'no-show']) await hall.act(ticket, what);
    await hall.take('p-1');
    expect((await hall.act(ticket, 'undo')).body.code).toBe('ticket-already-held');
  });
  it('does not take a patient out of a visit', async () => {
    await hall.take('p-1');
    const { ticket } = (await hall.call()).body;
    await hall.open(ticket, 'p-1');
    expect((await hall.act(ticket, 'undo')).body.code).toBe('nothing-to-undo');
  });
});
