import { calledTicket } from '../../shared/contracts/queue.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { tickets } from './tickets.ts';

export const answerCalledTicket = answer(calledTicket, {
  summary: 'The ticket that a doctor holds in hand: whose it is, where, and for which examination',
  async handle({ ticket }, world) {
    const found = await tickets(world.table).find(ticket);
    if (!found) return { state: 'unknown' as const };
    const { state, person, clinic, examination } = found.value;
    return { state, person, clinic, examination };
  },
});
