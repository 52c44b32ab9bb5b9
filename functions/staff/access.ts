import { accessSet } from '../../shared/contracts/staff.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import type { Item, Put, Table } from '../../shared/ports/table.ts';
import { adminsAfter, type Member } from './member.ts';
import { members } from './members.ts';

type Because = 'joined' | 'roles' | 'left' | 'review';

/** The announcement of what a member may do from now on. */
export const announced = ({ member, roles, state }: Member, because: Because): Emitted =>
  emit(accessSet, member, { member, roles, open: state === 'active', because });

/**
 * What is to be saved when members change what they may do: the members, the administrators who stay, and the events
 * from which the accounts follow.
 */
export async function accessChanges(
  table: Table,
  changes: readonly { readonly found: Item<Member>; readonly next: Member; readonly because: Because }[],
): Promise<{ put: Put[]; emit: Emitted[] } | Refusal<'last-admin'>> {
  const kept = members(table);
  const before = await kept.admins();
  let admins = before.members;
  for (const { found, next } of changes) {
    const after = adminsAfter(admins, found.value, next);
    if (isRefusal(after)) return after;
    admins = after;
  }
  const isAccess = ({ found: { value }, next }: (typeof changes)[number]): boolean =>
    value.state !== next.state || value.roles.join() !== next.roles.join();
  return {
    put: [...changes.map(({ found, next }) => kept.replacing(found, next)), ...kept.replacingAdmins(before, admins)],
    emit: changes.filter(isAccess).map(({ next, because }) => announced(next, because)),
  };
}
