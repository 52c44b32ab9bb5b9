import { unpricedCodes } from '../../shared/contracts/billing.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { prices } from './prices.ts';

export const answerUnpricedCodes = answer(unpricedCodes, {
  summary: 'Which codes have no price today, so that they cannot be ordered',
  async handle({ codes }, world) {
    const list = await prices(world.table).on(localDay(world.now));
    return { unpriced: codes.filter((code) => !list.has(code)) };
  },
});
