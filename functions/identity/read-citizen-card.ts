import * as z from 'zod';
import { cardHolder, OneCardText } from '../../shared/contracts/billing.ts';
import { IdentitySource, personRegistered } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { parseCitizenCardQr } from './citizen-card.ts';
import { byOneCard, oneCardRefusals, readOneCard } from './one-card-reading.ts';
import { Assurance, birthYearOf, Differing, detailsOf, differencesOf } from './person.ts';
import { persons } from './persons.ts';

const longestCard = 512;
const how = { source: 'QR_CCCD', assurance: 'low' } as const;

export const readCitizenCard = route('POST /v1/card-readings', {
  summary: 'A kiosk or desk scans the QR of a citizen card or of a One Card and learns which person it is',
  who: ['kiosk', 'reception'],
  input: z.strictObject({ card: z.string().max(longestCard) }),
  output: z.object({
    person: PersonId,
    returning: z.boolean(),
    source: IdentitySource,
    assurance: Assurance,
    placeKnown: z.boolean(),
    differs: z.array(Differing),
  }),
  refuses: ['card-unreadable', ...oneCardRefusals],
  emits: [personRegistered],
  asks: [cardHolder],
  needs: ['keys'],
  subject: (_, { person }) => person,
  async handle({ card: text }, world) {
    if (OneCardText.safeParse(text).success) {
      const person = await readOneCard(text, world);
      if (isRefusal(person)) return person;
      return { person, returning: true, ...byOneCard, placeKnown: true, differs: [] };
    }
    const read = parseCitizenCardQr(text, localDay(world.now));
    if (!read.ok) return refuse('card-unreadable', read.reason);
    const known = persons(world.table, world.keys);
    const details = detailsOf(read.card);
    const { citizenNumber, placeKnown, numberAgrees } = read.card;
    const at = world.now.toISOString();
    const by = world.caller.id;
    const reading = { reading: world.newId(), ...how, at, by, placeKnown, numberAgrees };

    const holder = await known.holderOf(citizenNumber);
    if (holder !== undefined) {
      const found = await known.find(holder);
      if (!found) throw new Error(`number without its person ${holder}`);
      const differs = differencesOf((await known.details(found)).reveal(), details);
      const kept = differs.length > 0 ? { sealed: await known.seal(details) } : {};
      world.table.commit({ put: [known.addingReading({ ...reading, person: holder, differs, ...kept })] });
      return { person: holder, returning: true, ...how, placeKnown, differs };
    }
    const person = PersonId.parse(world.newId());
    const coded = { person, birthYear: birthYearOf(details), sex: details.sex, source: how.source };
    const fresh = { ...coded, sealed: await known.seal(details), registeredAt: at, registeredBy: by };
    world.table.commit({
      put: [...(await known.adding(fresh, citizenNumber)), known.addingReading({ ...reading, person, differs: [] })],
      emit: [emit(personRegistered, person, coded)],
    });
    return { person, returning: false, ...how, placeKnown, differs: [] };
  },
});
