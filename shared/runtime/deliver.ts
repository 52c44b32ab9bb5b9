import { systemCaller } from '../kernel/caller.ts';
import type { AnyReaction, Schedule } from '../kernel/doors.ts';
import { type Envelope, eventType } from '../kernel/events.ts';
import { platform, province, TenantId } from '../kernel/ids.ts';
import { attempt, markEnds, nothing, type Outcome, unlessDone, type Visit } from './attempt.ts';
import type { House, Placed } from './house.ts';

/** A letter can be redriven for 14 days; the mark outlives that. */
const inboxDays = 30;

/**
 * Hands one event to one reaction. The inbox mark is part of the reaction's commit: however often the event is
 * delivered, its effect happens once.
 * @throws what the reaction throws; the queue retries and then sets the letter aside.
 */
export async function deliver(
  house: House,
  placed: Placed<AnyReaction>,
  envelope: Envelope,
): Promise<'handled' | 'seen before'> {
  const reaction = placed.door;
  if (eventType(reaction.on) !== `${envelope.name}.v${envelope.version}`) {
    throw new Error(`${placed.id} does not react to ${envelope.name}.v${envelope.version}`);
  }
  const data: unknown = reaction.on.data.parse(envelope.data);
  const visit: Visit = {
    id: placed.id,
    context: placed.context,
    tenant: tenantFor(reaction, envelope, data),
    caller: systemCaller(placed.id),
    trace: envelope.trace,
    needs: reaction.needs,
    claims: reaction.claims,
    asks: reaction.asks,
    emits: reaction.emits,
    readOnly: false,
  };
  const key = { pk: `INBOX#${placed.id}#${envelope.id}`, sk: 'INBOX' };
  return attempt<'handled' | 'seen before'>(house, visit, (world, turn) =>
    unlessDone<Outcome<'handled' | 'seen before'>>(
      turn,
      async () => ((await world.table.get(key)) ? { ...nothing, result: 'seen before' } : undefined),
      async () => {
        await reaction.handle(data, world, envelope);
        const expires = markEnds(world.now, inboxDays);
        const mark = { key, value: { at: world.now.toISOString() }, expect: 'absent' as const, expires };
        return { ...nothing, result: 'handled', save: true, marks: [mark], subject: envelope.subject };
      },
    ),
  );
}

function tenantFor(reaction: AnyReaction, envelope: Envelope, data: unknown): TenantId {
  switch (reaction.tenant) {
    case 'own':
      return envelope.tenant;
    case 'province':
      return province;
    case 'platform':
      return platform;
    case 'named':
      // Only the platform may name a hospital; any other event would let one tenant write into another.
      if (envelope.tenant !== platform || !envelope.name.startsWith('tenants.')) {
        throw new Error(`${eventType(reaction.on)} of ${envelope.tenant} may not name a tenant`);
      }
      return TenantId.parse((data as { hospital: unknown }).hospital);
  }
}

/** Runs a schedule for every tenant it names. One tenant's failure does not keep the others waiting. */
export async function runSchedule(house: House, placed: Placed<Schedule>, trace: string): Promise<void> {
  const schedule = placed.door;
  const tenants =
    schedule.tenants === 'each'
      ? await house.source.hospitals()
      : [schedule.tenants === 'province' ? province : platform];
  const failures: unknown[] = [];
  for (const tenant of tenants) {
    // Nothing is left there to look after. A hospital that is suspended or leaving is looked after all the same.
    if (schedule.tenants === 'each' && (await house.source.standingOf(tenant)) === 'departed') continue;
    const visit: Visit = {
      id: placed.id,
      context: placed.context,
      tenant,
      caller: systemCaller(placed.id),
      trace,
      needs: schedule.needs,
      claims: schedule.claims,
      asks: schedule.asks,
      emits: schedule.emits,
      readOnly: false,
    };
    try {
      await attempt(house, visit, async (world) => {
        await schedule.handle(world);
        return { ...nothing, result: undefined, save: true };
      });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${placed.id} failed for ${failures.length} tenants`);
}
