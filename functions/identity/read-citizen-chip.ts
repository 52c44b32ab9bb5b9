import * as z from 'zod';
import { IdentitySource, personRegistered } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { chipReadingRefusals, verifyChip } from './chip/verify-chip.ts';
import { chipRoots } from './chip-roots.ts';
import { longestCard, parseCitizenCardQr } from './citizen-card.ts';
import { Assurance, ChipProof, Differing, detailsOfChip } from './person.ts';
import { receiveCard } from './received-card.ts';

/** Base64 of whole files; portraits are the only long ones, 15 to 25 kB on the cards known. */
const file = z.base64().max(40_000);
const portrait = z.base64().max(700_000);

export const readCitizenChip = route('POST /v1/chip-readings', {
  summary: 'A kiosk or desk sends what it read from the chip of a citizen card; the chip is verified, the person known',
  who: ['kiosk', 'reception'],
  input: z.strictObject({
    sod: file,
    groups: z.strictObject({ dg1: file, dg2: portrait.optional(), dg13: file }),
    /** The QR code on the same card, when it was scanned too. */
    code: z.string().max(longestCard).optional(),
  }),
  output: z.object({
    person: PersonId,
    returning: z.boolean(),
    source: IdentitySource,
    assurance: Assurance,
    chip: ChipProof,
    placeKnown: z.boolean(),
    differs: z.array(Differing),
  }),
  refuses: ['card-unreadable', ...chipReadingRefusals],
  emits: [personRegistered],
  needs: ['keys'],
  subject: (_, { person }) => person,
  async handle({ sod, groups: { dg1, dg2, dg13 }, code }, world) {
    const qr = code === undefined ? undefined : parseCitizenCardQr(code, localDay(world.now));
    if (qr && !qr.ok) return refuse('card-unreadable', qr.reason);
    const files = [
      [1, dg1],
      [2, dg2],
      [13, dg13],
    ] as const;
    const groups = new Map(
      files.flatMap(([number, text]) => (text === undefined ? [] : [[number, bytesOf(text)] as const])),
    );
    const trust = await chipRoots(world.table).trust();
    const read = verifyChip({ sod: bytesOf(sod), groups }, trust, world.now, qr?.card);
    if (isRefusal(read)) return read;
    const { assurance: state, root, differs, codeDiffers, data, placeKnown, numberAgrees } = read;
    const chip = { state, ...(root !== undefined && { root }), differs: [...differs], codeDiffers: [...codeDiffers] };
    // The data are genuine; whether the one who holds the card is the one on it, only the face can tell.
    const how = { source: 'CHIP_CCCD', assurance: state === 'chip_verified' ? 'substantial' : 'low', chip } as const;
    const details = detailsOfChip(data);
    const marks = { placeKnown, numberAgrees, citizenNumber: data.citizenNumber };
    return { ...(await receiveCard({ ...how, ...marks, details }, world)), ...how, placeKnown };
  },
});

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');
