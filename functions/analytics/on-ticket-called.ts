import { ticketCalled } from '../../shared/contracts/queue.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';

export const onTicketCalled = reaction(ticketCalled, {
  summary: 'A wait that ended becomes a fact in the province lake',
  tenant: 'province',
  needs: ['lake'],
  async handle({ clinic, waitedSeconds }, { lake }, { id, at, tenant }) {
    await lake.append('waits', [
      { fact: id, at, day: localDay(new Date(at)), hospital: tenant, clinic, waited_seconds: waitedSeconds },
    ]);
  },
});
