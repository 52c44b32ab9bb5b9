import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { BenefitDigit, coverageRecorded } from '../../shared/contracts/insurance.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { CareRoute, CoverageState, isExpired } from './coverage.ts';
import { coverages, lockedCard } from './coverages.ts';
import { benefitOn, parseHealthCard } from './health-card.ts';

const Input = z
  .strictObject({
    person: PersonId,
    card: z.string().max(40).optional(),
    validFrom: LocalDay.optional(),
    validTo: LocalDay.optional(),
    /** The day on which five years of insurance without a gap were complete: it stands on the card. */
    fiveYearsFrom: LocalDay.optional(),
    route: CareRoute.default('registered'),
    none: z.literal(true).optional(),
  })
  .refine(({ card, none }) => (card === undefined) !== (none === undefined), { path: ['card'] })
  .refine(({ validFrom, validTo }) => !validFrom || !validTo || validFrom <= validTo, { path: ['validTo'] });

export const recordCoverage = route('POST /v1/coverages', {
  summary: 'A person states a health insurance card, or that none is to be used',
  who: ['kiosk', 'reception'],
  input: Input,
  output: z.object({
    coverage: z.string(),
    state: CoverageState,
    benefit: BenefitDigit.optional(),
    expired: z.boolean(),
    heldByAnother: z.boolean(),
  }),
  refuses: ['person-unknown', 'card-unreadable'],
  emits: [coverageRecorded],
  asks: [personFacts],
  needs: ['keys'],
  subject: ({ person }) => person,
  async handle({ person, card: text, validFrom, validTo, fiveYearsFrom, route: careRoute }, world) {
    if (!(await world.ask(personFacts, { person })).known) return refuse('person-unknown');
    const kept = coverages(world.table);
    const stamp = { coverage: world.newId(), person, recordedAt: world.now.toISOString(), recordedBy: world.caller.id };
    if (text === undefined) {
      const fact = { person, state: 'none', route: careRoute } as const;
      world.table.commit({
        put: [kept.adding({ ...stamp, ...fact })],
        emit: [emit(coverageRecorded, person, fact)],
      });
      return { coverage: stamp.coverage, state: fact.state, expired: false, heldByAnother: false };
    }
    const read = parseHealthCard(text);
    if (!read.ok) return refuse('card-unreadable', read.reason);
    const today = localDay(world.now);
    const benefit = benefitOn(read.card, today);
    const days = { validFrom, validTo, fiveYearsFrom };
    const fact = { person, state: 'stated', route: careRoute, benefit, ...days } as const;
    const card = await lockedCard(world.keys, read.card.number);
    const heldByAnother = await kept.heldByAnother(card.digest, person);
    // An ended card is recorded as it is: which day counts is the bill's question, and care is never refused for it.
    world.table.commit({
      put: [kept.adding({ ...stamp, ...fact, card })],
      emit: [emit(coverageRecorded, person, fact)],
    });
    return { coverage: stamp.coverage, state: fact.state, benefit, expired: isExpired(fact, today), heldByAnother };
  },
});
