import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Hall, openHall } from '../../test/hall.ts';

describe('a neighbour who asks for a ticket', () => {
  let hall: Hall;
  beforeEach(async () => {
    hall = await openHall();
  });
  afterEach(() => hall.stage.close());

  it('learns whose it is, where, for which examination, and whether it waits, is called or served', async () => {
    const { ticket } = (await hall.take('p-1')).body;
    expect(await hall.ask(ticket)).toEqual({ state: 'waiting', person: 'p-1', clinic: 'noi', examination: 'KHAM' });
    await hall.call();
    expect((await hall.ask(ticket)).state).toBe('called');
    await hall.close(ticket, 'p-1');
    expect((await hall.ask(ticket)).state).toBe('served');
  });
  it('learns that a ticket is unknown', async () => {
    expect(await hall.ask('no-such-ticket')).toEqual({ state: 'unknown' });
  });
});
