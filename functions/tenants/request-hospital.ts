import * as z from 'zod';
import {
  CareLevel,
  DeviceKind,
  DeviceSerial,
  HospitalTemplate,
  hospitalRequested,
  PaymentProvider,
  ReceivingAccount,
} from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { platform, province, TenantId } from '../../shared/kernel/ids.ts';
import { paperText } from '../../shared/kernel/printed-text.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { isLogin } from '../../shared/ports/world.ts';
import { hospitals } from './hospitals.ts';
import { beginOnboarding, factsOf } from './onboarding.ts';

/** The two tenants that are not hospitals keep their names. */
const HospitalCode = TenantId.refine((code) => code !== platform && code !== province);
const longestExtraYears = 50;
/** One write of the devices' context holds them all. */
const mostDevices = 80;

export const requestHospital = route('POST /v1/hospitals', {
  summary: 'The operator onboards a hospital; its clinics, prices and retention then appear by themselves',
  who: ['operator'],
  input: z.strictObject({
    code: HospitalCode,
    name: paperText(120, 3),
    nameEn: paperText(120, 3).optional(),
    facilityCode: z.string().regex(/^[0-9A-Z]{5}$/),
    template: HospitalTemplate,
    level: CareLevel,
    payTo: ReceivingAccount,
    extraRetentionYears: z.int().min(0).max(longestExtraYears).default(0),
    imagingPilot: z.boolean().default(false),
    teleconsultHub: z.boolean().default(false),
    administrator: z.string().refine(isLogin).default('quan-tri'),
    devices: z
      .array(z.strictObject({ serial: DeviceSerial, kind: DeviceKind }))
      .max(mostDevices)
      .default([]),
    paymentProviders: z.array(PaymentProvider).max(PaymentProvider.options.length).default(['sepay']),
  }),
  output: z.object({ hospital: TenantId, state: z.literal('requested') }),
  refuses: ['hospital-exists', 'account-exists'],
  emits: [hospitalRequested],
  needs: ['directory'],
  claims: ['hospital'],
  subject: ({ code }) => code,
  async handle({ code: hospital, name, nameEn, ...asked }, world) {
    const known = hospitals(world.table);
    const account = `${asked.payTo.bin}:${asked.payTo.account}`;
    if (await known.find(hospital)) return refuse('hospital-exists');
    if ((await known.accountTaken(account)) || (await world.directory.tenantOf('account', account))) {
      return refuse('account-exists');
    }
    // Claimed before the commit: a request that dies in between is simply made again.
    if (!(await world.directory.claim('hospital', hospital))) return refuse('hospital-exists');
    const profile = { ...asked, hospital, name: { vi: name, ...(nameEn === undefined ? {} : { en: nameEn }) } };
    const onboarding = beginOnboarding(profile, world.now, world.caller.id);
    world.table.commit({
      put: known.adding(onboarding, account),
      emit: [emit(hospitalRequested, hospital, factsOf(onboarding))],
    });
    return { hospital, state: 'requested' as const };
  },
});
