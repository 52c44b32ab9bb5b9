import { inquiryDue, noticeFound } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { askProvider, rowReader } from './ask-provider.ts';
import { keepUnreadable } from './channel.ts';
import { type Channel, channels } from './channels.ts';
import { type Found, inquiries, putAsked, putFound } from './inquiries.ts';
import { wayOf } from './inquiry-policy.ts';
import type { BankNotice } from './providers/notice.ts';
import { sealRaw } from './raw-notice.ts';
import { isSameTransfer } from './reference.ts';
import { postedAs } from './take-notice.ts';
import { transfers } from './transfers.ts';

/** Each is an item and an event of the write; the rest comes with the next question. */
const mostFound = 40;

export const onInquiryDue = reaction(inquiryDue, {
  summary: 'A provider is asked for payments; money of which nobody knew is kept and announced, to be settled',
  emits: [noticeFound],
  needs: ['keys', 'inquiries'],
  async handle({ channel, code }, world) {
    const kept = await channels(world.table).get(channel);
    if (!kept) throw new Error(`a question for an unknown channel ${channel}`);
    const asked = await askProvider(kept.value, code, world);
    if (!asked) return;
    const { answered, status } = asked;
    const found = answered.outcome === 'told' ? await newOf(answered.rows, kept.value, world) : [];
    const at = world.now.toISOString();
    const record = {
      id: world.newId(),
      at,
      channel,
      ...(code !== undefined && { code }),
      outcome: answered.outcome,
      ...(status !== undefined && { status }),
      found: found.length,
    };
    world.table.commit({
      put: [putAsked(record, localDay(world.now)), ...found.map(putFound)],
      emit: found.map(({ reference }) => emit(noticeFound, reference, { channel, reference })),
    });
  },
});

/** A list begins with a day, and what moved before the asking was allowed was counted in another way. */
const isOlder = ({ at }: BankNotice, { provider, asking }: Channel): boolean =>
  wayOf(provider) === 'list' && asking !== undefined && at.toISOString() < asking.since;

/** Movements that were neither posted nor found before. */
async function newOf(rows: readonly string[], channel: Channel, world: World): Promise<Found[]> {
  const read = rowReader(channel);
  const found = new Map<string, Found>();
  let unreadable = 0;
  for (const row of rows) {
    if (!read || found.size === mostFound) break;
    const told = read(row, world.now);
    if (!told.ok) {
      // One a time, so that a provider that changes its form does not fill the list of a cashier.
      if (unreadable++ === 0) await keepUnreadable(channel.provider, Buffer.from(row), world);
      continue;
    }
    if (('paid' in told && !told.paid) || isOlder(told.notice, channel)) continue;
    const reference = postedAs(channel, told.notice);
    const name = reference.toUpperCase();
    const posted = await transfers(world.table).posted(reference, told.notice.account);
    if (found.has(name) || posted.some((seen) => isSameTransfer(seen, told.notice))) continue;
    if (await inquiries(world.table).found(channel.channel, reference)) continue;
    const raw = await sealRaw(Buffer.from(row), world.keys);
    found.set(name, { channel: channel.channel, reference, at: world.now.toISOString(), raw });
  }
  return [...found.values()];
}
