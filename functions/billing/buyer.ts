import * as z from 'zod';
import { paperText } from '../../shared/kernel/printed-text.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { TaxCode } from './invoice-settings.ts';

/** Whom an invoice names. Personal data: sealed where it is kept, and in no event. */
export const Buyer = z.strictObject({
  name: paperText(200),
  taxCode: TaxCode.optional(),
  address: paperText(300).optional(),
  citizenId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  email: z.email().max(254).optional(),
});
export type Buyer = z.infer<typeof Buyer>;

const purpose = 'invoice-buyer';

export const sealBuyer = (buyer: Buyer, keys: Keys): Promise<string> => keys.seal(purpose, JSON.stringify(buyer));

/** @throws when the text was changed or is another hospital's. */
export const unsealBuyer = async (sealed: string, keys: Keys): Promise<Buyer> =>
  Buyer.parse(JSON.parse(await keys.unseal(purpose, sealed)));
