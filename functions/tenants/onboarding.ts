import * as z from 'zod';
import { CareLevel, HospitalTemplate, ReceivingAccount } from '../../shared/contracts/tenants.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { Instant } from '../../shared/kernel/time.ts';

/** What must exist before a hospital can receive its first patient; each is announced by the context that made it. */
export const OnboardingStep = z.enum(['clinics', 'prices', 'retention', 'keys']);
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
});
type HospitalProfile = z.infer<typeof HospitalProfile>;

/** A hospital on its way onto the platform. A step that is not in `doneAt` is still awaited. */
export const Onboarding = HospitalProfile.extend({
  state: z.enum(['requested', 'failed', 'provisioned', 'suspended', 'leaving', 'departed']),
  requestedAt: Instant,
  requestedBy: z.string(),
  doneAt: z.partialRecord(OnboardingStep, Instant),
  provisionedAt: Instant.optional(),
});
export type Onboarding = z.infer<typeof Onboarding>;

export const beginOnboarding = (profile: HospitalProfile, at: Date, by: string): Onboarding => ({
  ...profile,
  state: 'requested',
  requestedAt: at.toISOString(),
  requestedBy: by,
  doneAt: {},
});

interface Progress {
  readonly onboarding: Onboarding;
  /** False when the step had been done before: the first time counts and stands. */
  readonly changed: boolean;
  /** True only for the step that completed the hospital, so that it is announced once. */
  readonly completed: boolean;
}

/** Marks a step done. Steps may arrive in any order and again (a later price list announces `prices` once more). */
export function finishStep(onboarding: Onboarding, step: OnboardingStep, at: Date): Progress {
  if (onboarding.doneAt[step] !== undefined) return { onboarding, changed: false, completed: false };
  const doneAt = { ...onboarding.doneAt, [step]: at.toISOString() };
  const completed =
    onboarding.state === 'requested' && OnboardingStep.options.every((one) => doneAt[one] !== undefined);
  const next: Onboarding = completed
    ? { ...onboarding, doneAt, state: 'provisioned', provisionedAt: at.toISOString() }
    : { ...onboarding, doneAt };
  return { onboarding: next, changed: true, completed };
}

/** A step as the operator watches it; `seconds` is counted from the request. */
const StepProgress = z.object({
  step: OnboardingStep,
  state: z.enum(['awaited', 'done']),
  at: Instant.optional(),
  seconds: z.number().optional(),
});
type StepProgress = z.infer<typeof StepProgress>;

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

export const stepsOf = (onboarding: Onboarding): StepProgress[] =>
  OnboardingStep.options.map((step) => {
    const at = onboarding.doneAt[step];
    return at === undefined
      ? { step, state: 'awaited' }
      : { step, state: 'done', at, seconds: secondsBetween(onboarding.requestedAt, at) };
  });

/** A hospital as the operator sees it: what was asked for, how far it is, and how long it took (seconds). */
export const HospitalProgress = Onboarding.omit({ doneAt: true }).extend({
  steps: z.array(StepProgress),
  seconds: z.number().optional(),
});

export const progressOf = ({ doneAt, ...onboarding }: Onboarding): z.input<typeof HospitalProgress> => ({
  ...onboarding,
  steps: stepsOf({ ...onboarding, doneAt }),
  ...(onboarding.provisionedAt === undefined
    ? {}
    : { seconds: secondsBetween(onboarding.requestedAt, onboarding.provisionedAt) }),
});
