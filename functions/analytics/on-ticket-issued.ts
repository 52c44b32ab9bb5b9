import { ticketIssued } from '../../shared/contracts/queue.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';

export const onTicketIssued = reaction(ticketIssued, {
  summary: 'A ticket becomes a fact in the province lake',
  tenant: 'province',
  needs: ['lake'],
  async handle({ clinic, priority, channel }, { lake }, { id, at, tenant }) {
    await lake.append('tickets', [
      { fact: id, at, day: localDay(new Date(at)), hospital: tenant, clinic, priority, channel },
    ]);
  },
});
