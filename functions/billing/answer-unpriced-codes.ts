import { unpricedCodes } from '../../shared/contracts/billing.ts';
import { answer } from '../../shared/kernel/doors.ts';
import type { ServiceCode } from '../../shared/kernel/ids.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { prices } from './prices.ts';

export const answerUnpricedCodes = answer(unpricedCodes, {
  summary: 'Which codes have no price today, so that they cannot be ordered',
  async handle({ codes, kinds }, world) {
    const list = await prices(world.table).of(codes, localDay(world.now));
    const isPriced = (code: ServiceCode): boolean => {
      const price = list.get(code);
      return price !== undefined && (kinds === undefined || kinds.includes(price.kind));
    };
    return { unpriced: codes.filter((code) => !isPriced(code)) };
  },
});
