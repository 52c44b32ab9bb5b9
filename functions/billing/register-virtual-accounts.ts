import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { channelChanges, putChange, unchangeable, withNumbers } from './channel-change.ts';
import { channels, isOfGateway, putChannel } from './channels.ts';

/** As banks and aggregators write them; SePay's begin with letters of the bank. */
const AccountNumber = z.string().regex(/^[A-Za-z0-9]{1,34}$/);

export const registerVirtualAccounts = route('PUT /v1/payment-channels/{channel}/virtual-accounts', {
  summary:
    "An administrator names further numbers under which a provider reports the hospital's one account; new ones count when another lets them",
  who: ['admin'],
  input: z.strictObject({ channel: z.string().max(64), virtualAccounts: z.array(AccountNumber).max(50) }),
  output: z.object({
    channel: z.string(),
    virtualAccounts: z.array(AccountNumber),
    state: z.enum(['awaiting', 'in-force']),
  }),
  refuses: ['not-found', 'channel-closed', 'channel-not-approved', 'channel-change-waiting', 'channel-of-gateway'],
  subject: ({ channel }) => channel,
  async handle({ channel, virtualAccounts }, { table, now, caller }) {
    const found = await channels(table).get(channel);
    if (!found) return refuse('not-found');
    const before = await channelChanges(table).get(channel);
    const flaw = unchangeable(found.value, before?.value, 'accounts');
    if (flaw) return refuse(flaw);
    if (isOfGateway(found.value)) return refuse('channel-of-gateway');
    const numbers = [...new Set(virtualAccounts)];
    const known = found.value.virtualAccounts ?? [];
    // That less counts as ours makes no money: it needs nobody else.
    if (numbers.every((number) => known.includes(number))) {
      table.commit({ put: [putChannel(withNumbers(found.value, numbers), found.version)] });
      return { channel, virtualAccounts: numbers, state: 'in-force' as const };
    }
    const change = {
      ...({ channel, what: 'accounts', state: 'requested', virtualAccounts: numbers } as const),
      ...{ requestedAt: now.toISOString(), requestedBy: caller.id },
    };
    table.commit({ put: [putChange(change, before?.version ?? 'absent')] });
    return { channel, virtualAccounts: numbers, state: 'awaiting' as const };
  },
});
