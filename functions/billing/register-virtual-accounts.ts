import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { channels, isOfGateway, putChannel } from './channels.ts';

/** As banks and aggregators write them; SePay's begin with letters of the bank. */
const AccountNumber = z.string().regex(/^[A-Za-z0-9]{1,34}$/);

export const registerVirtualAccounts = route('PUT /v1/payment-channels/{channel}/virtual-accounts', {
  summary: "An administrator names further numbers under which a provider reports the hospital's one account",
  who: ['admin'],
  input: z.strictObject({ channel: z.string().max(64), virtualAccounts: z.array(AccountNumber).max(50) }),
  output: z.object({ channel: z.string(), virtualAccounts: z.array(AccountNumber) }),
  refuses: ['not-found', 'channel-closed', 'channel-of-gateway'],
  subject: ({ channel }) => channel,
  async handle({ channel, virtualAccounts }, { table }) {
    const found = await channels(table).get(channel);
    if (!found) return refuse('not-found');
    if (found.value.closedAt !== undefined) return refuse('channel-closed');
    if (isOfGateway(found.value)) return refuse('channel-of-gateway');
    const { virtualAccounts: _, ...rest } = found.value;
    const numbers = [...new Set(virtualAccounts)];
    table.commit({
      put: [putChannel({ ...rest, ...(numbers.length > 0 && { virtualAccounts: numbers }) }, found.version)],
    });
    return { channel, virtualAccounts: numbers };
  },
});
