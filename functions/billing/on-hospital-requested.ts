import { pricesLoaded } from '../../shared/contracts/billing.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { accountName, hospitals, putHospital } from './hospitals.ts';
import { templatePrices } from './price.ts';
import { putPrice } from './prices.ts';

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'A new hospital gets its price list and its receiving account',
  tenant: 'named',
  emits: [pricesLoaded],
  needs: ['directory'],
  claims: ['account'],
  async handle({ hospital, template, level, facilityCode, payTo }, world) {
    // Two hospitals on one account could not tell whose money it is.
    if (!(await world.directory.claim('account', accountName(payTo)))) {
      throw new Error(`the receiving account of ${hospital} belongs to another hospital`);
    }
    const prices = templatePrices(template);
    // Asked once more: what is there stays, prices that were changed since among it.
    const isKnown = (await hospitals(world.table).get()) !== undefined;
    const openedOn = localDay(world.now);
    world.table.commit({
      put: isKnown ? [] : [putHospital({ template, level, facilityCode, payTo, openedOn }), ...prices.map(putPrice)],
      emit: [emit(pricesLoaded, hospital, { prices: prices.length })],
    });
  },
});
