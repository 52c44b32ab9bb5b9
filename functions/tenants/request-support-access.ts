import * as z from 'zod';
import { SupportMinutes, supportAccessRequested } from '../../shared/contracts/support.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { paperText } from '../../shared/kernel/printed-text.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { hospitals } from './hospitals.ts';
import { AccessId, hoursToAnswer } from './support-access.ts';

export const requestSupportAccess = route('POST /v1/support-accesses', {
  summary: 'The operator asks a hospital for a look into it, for minutes and with a reason that the hospital reads',
  who: ['operator'],
  input: z.strictObject({
    hospital: TenantId,
    reason: paperText(500, 10),
    minutes: SupportMinutes,
  }),
  output: z.object({ access: AccessId, state: z.literal('asked') }),
  refuses: ['not-found'],
  emits: [supportAccessRequested],
  needs: ['grants'],
  subject: (_, { access }) => access,
  async handle({ hospital, reason, minutes }, { table, grants, now, newId }) {
    if (!(await hospitals(table).find(hospital))) return refuse('not-found');
    const access = newId();
    // A reason is free text and may not travel in an event. It is given before the commit; alone it means nothing.
    await grants.give({
      id: access,
      to: hospital,
      purpose: 'support',
      subject: access,
      document: Buffer.from(reason),
      expires: new Date(now.getTime() + hoursToAnswer * 3_600_000),
    });
    table.commit({ emit: [emit(supportAccessRequested, access, { hospital, access, minutes })] });
    return { access, state: 'asked' as const };
  },
});
