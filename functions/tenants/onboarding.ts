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
import { TenantId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';

/** What must exist before a hospital can receive its first patient; each is announced by the context that made it. */
export const OnboardingStep = z.enum([
  'keys',
  'storage',
  'retention',
  'clinics',
  'prices',
  'payments',
  'accounts',
  'devices',
  'dashboards',
  'options',
]);
export type OnboardingStep = z.infer<typeof OnboardingStep>;

/** What the operator says of a new hospital. */
const HospitalProfile = z.object({
  hospital: TenantId,
  name: z.object({ vi: z.string(), en: z.string().optional() }),
  facilityCode: z.string(),
  template: HospitalTemplate,
  level: CareLevel,
  payTo: ReceivingAccount,
  extraRetentionYears: z.int(),
  imagingPilot: z.boolean(),
  teleconsultHub: z.boolean(),
  administrator: z.string().optional(),
  devices: z.array(z.object({ serial: DeviceSerial, kind: DeviceKind })).optional(),
  paymentProviders: z.array(PaymentProvider).optional(),
});
type HospitalProfile = z.infer<typeof HospitalProfile>;

/** What a step made, in a figure or a code: `{clinics: 6}`. */
export const Made = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Made = z.infer<typeof Made>;

/** A hospital on its way onto the platform. A step that is not in `doneAt` is still awaited. */
export const Onboarding = HospitalProfile.extend({
  state: z.enum(['requested', 'failed', 'provisioned', 'suspended', 'leaving', 'departed']),
  requestedAt: Instant,
  requestedBy: z.string(),
  /** When its contexts were last told; later than `requestedAt` when the operator asked them again. */
  askedAt: Instant.optional(),
  doneAt: z.partialRecord(OnboardingStep, Instant),
  made: z.partialRecord(OnboardingStep, Made).default({}),
  failedAt: Instant.optional(),
  provisionedAt: Instant.optional(),
});
export type Onboarding = z.infer<typeof Onboarding>;

export const beginOnboarding = (profile: HospitalProfile, at: Date, by: string): Onboarding => ({
  ...profile,
  state: 'requested',
  requestedAt: at.toISOString(),
  requestedBy: by,
  doneAt: {},
  made: {},
});

/** Long enough for keys that a cloud makes, short enough for a person who waits. */
const minutesToFail = 10;

const isAwaited = ({ state }: Onboarding): boolean => state === 'requested';
export const lastAsked = ({ askedAt, requestedAt }: Onboarding): string => askedAt ?? requestedAt;
/** Hospitals that were last asked before this instant and still await a step have failed. */
export const failsBefore = (now: Date): string => new Date(now.getTime() - minutesToFail * 60_000).toISOString();
export const awaitedSteps = ({ doneAt }: Onboarding): OnboardingStep[] =>
  OnboardingStep.options.filter((step) => doneAt[step] === undefined);

/** What is still awaited is said to have failed; nothing is undone, and a step that comes late still counts. */
export const fail = (onboarding: Onboarding, at: Date): Onboarding =>
  isAwaited(onboarding) ? { ...onboarding, state: 'failed', failedAt: at.toISOString() } : onboarding;

/** The contexts are told once more; what they have done they only announce again. */
export function askAgain(onboarding: Onboarding, at: Date): Onboarding | Refusal<'hospital-provisioned'> {
  if (onboarding.state !== 'requested' && onboarding.state !== 'failed') return refuse('hospital-provisioned');
  const { failedAt: _, ...rest } = onboarding;
  return { ...rest, state: 'requested', askedAt: at.toISOString() };
}

/** What every context is told of the hospital. */
export const factsOf = (onboarding: Onboarding): z.output<typeof hospitalRequested.data> =>
  hospitalRequested.data.parse(onboarding);

interface Progress {
  readonly onboarding: Onboarding;
  /** False when the step had been done before: the first time counts and stands. */
  readonly changed: boolean;
  /** True only for the step that completed the hospital, so that it is announced once. */
  readonly completed: boolean;
}

/** Marks a step done. Steps may arrive in any order and again (a later price list announces `prices` once more). */
export function finishStep(onboarding: Onboarding, step: OnboardingStep, made: Made, at: Date): Progress {
  if (onboarding.doneAt[step] !== undefined) return { onboarding, changed: false, completed: false };
  const doneAt = { ...onboarding.doneAt, [step]: at.toISOString() };
  const after: Onboarding = { ...onboarding, doneAt, made: { ...onboarding.made, [step]: made } };
  const isOnItsWay = onboarding.state === 'requested' || onboarding.state === 'failed';
  const completed = isOnItsWay && awaitedSteps(after).length === 0;
  const next: Onboarding = completed ? { ...after, state: 'provisioned', provisionedAt: at.toISOString() } : after;
  return { onboarding: next, changed: true, completed };
}

/** A step as the operator watches it; `seconds` is counted from the request. */
const StepProgress = z.object({
  step: OnboardingStep,
  state: z.enum(['awaited', 'done', 'failed']),
  at: Instant.optional(),
  seconds: z.number().optional(),
  made: Made.optional(),
});
type StepProgress = z.infer<typeof StepProgress>;

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

export const stepsOf = (onboarding: Onboarding): StepProgress[] =>
  OnboardingStep.options.map((step) => {
    const at = onboarding.doneAt[step];
    if (at === undefined) return { step, state: onboarding.state === 'failed' ? 'failed' : 'awaited' };
    const made = onboarding.made[step];
    return { step, state: 'done', at, seconds: secondsBetween(onboarding.requestedAt, at), ...(made && { made }) };
  });

/** A hospital as the operator sees it: what was asked for, how far it is, and how long it took (seconds). */
export const HospitalProgress = Onboarding.omit({ doneAt: true, made: true }).extend({
  steps: z.array(StepProgress),
  seconds: z.number().optional(),
});

export const progressOf = ({ doneAt, made, ...onboarding }: Onboarding): z.input<typeof HospitalProgress> => ({
  ...onboarding,
  steps: stepsOf({ ...onboarding, doneAt, made }),
  ...(onboarding.provisionedAt === undefined
    ? {}
    : { seconds: secondsBetween(onboarding.requestedAt, onboarding.provisionedAt) }),
});
