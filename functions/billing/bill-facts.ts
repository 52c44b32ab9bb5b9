import { coverageOf } from '../../shared/contracts/insurance.ts';
import type { World } from '../../shared/ports/world.ts';
import type { BillFacts } from './bill.ts';
import { coPayments } from './co-payments.ts';
import type { Hospital } from './hospitals.ts';
import type { Visit } from './visit.ts';

/** What a visit is reckoned with as of now: the hospital's level, the insurance last stated, the co-payments so far. */
export async function factsNow({ person, day }: Visit, { level }: Hospital, world: World): Promise<BillFacts> {
  const { coverage } = await world.ask(coverageOf, { person });
  return { level, coverage, coPaid: await coPayments(world.table).ofYear(person, day) };
}
