import * as z from 'zod';
import { cardHolder, OneCardText } from '../../shared/contracts/billing.ts';
import { IdentitySource, personRegistered } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { longestCard, parseCitizenCardQr } from './citizen-card.ts';
import { byOneCard, oneCardRefusals, readOneCard } from './one-card-reading.ts';
import { Assurance, Differing, detailsOf } from './person.ts';
import { receiveCard } from './received-card.ts';

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
    const { citizenNumber, placeKnown, numberAgrees } = read.card;
    const marks = { ...how, placeKnown, numberAgrees };
    const received = await receiveCard({ ...marks, citizenNumber, details: detailsOf(read.card) }, world);
    return { ...received, ...how, placeKnown };
  },
});
