import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Channel } from './channels.ts';
import policy from './inquiry-policy.json' with { type: 'json' };

interface InquiryPolicy {
  readonly orderAgeSeconds: readonly number[];
  readonly orderEndSeconds: number;
  readonly listEveryMinutes: number;
  readonly listBackMinutes: number;
}

/** The rules of a day. @throws when it lies before all of them */
export function inquiryPolicy(day: LocalDay): InquiryPolicy {
  const found = policy.rows.findLast(({ from }) => from <= day);
  if (!found) throw new Error(`nobody says how to ask providers on ${day}`);
  return found;
}

/**
 * How a provider is asked. `list`: for all movements of the account. `order`: for one payment, by our code, which is the
 * number of the order there. The others have no such question, or none that our codes fit: payOS numbers its orders.
 */
const ways: Readonly<Partial<Record<Channel['provider'], 'list' | 'order'>>> = {
  sepay: 'list',
  casso: 'list',
  vnpay: 'order',
  momo: 'order',
  zalopay: 'order',
};
export const wayOf = (provider: Channel['provider']): 'list' | 'order' | undefined => ways[provider];

/** VNPAY and MoMo sign a question with the secret of their calls; the others give a key of its own for it. */
export const needsKey = (provider: Channel['provider']): boolean => provider !== 'vnpay' && provider !== 'momo';

/** A channel that may be asked: never one of its own words, so neither a closed one nor one that nobody else let. */
export const isAskable = ({ asking, closedAt, isUnapproved, provider }: Channel): boolean =>
  asking !== undefined && !isUnapproved && closedAt === undefined && wayOf(provider) !== undefined;
