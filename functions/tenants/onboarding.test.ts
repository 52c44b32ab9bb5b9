import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TenantId } from '../../shared/kernel/ids.ts';
import {
  askAgain,
  beginOnboarding,
  fail,
  finishStep,
  type Onboarding,
  OnboardingStep,
  progressOf,
  stepsOf,
} from './onboarding.ts';

const requested = new Date('2026-11-24T01:00:00.000Z');
const anOnboarding = (): Onboarding =>
  beginOnboarding(
    {
      hospital: TenantId.parse('cam-my'),
      name: { vi: 'Trung tâm Y tế huyện Cẩm Mỹ' },
      facilityCode: '75012',
      template: 'district',
      level: 'initial',
      payTo: { bin: '970436', account: '0123456789', name: 'TTYT CAM MY' },
      extraRetentionYears: 0,
      imagingPilot: false,
      teleconsultHub: false,
    },
    requested,
    'operator-1',
  );
const later = (seconds: number): Date => new Date(requested.getTime() + seconds * 1000);

describe('the onboarding of a hospital', () => {
  it('awaits every step at first', () => {
    expect(stepsOf(anOnboarding())).toEqual(OnboardingStep.options.map((step) => ({ step, state: 'awaited' })));
  });
  it('tells when each step was done, how many seconds after the request, and what it made', () => {
    const { onboarding } = finishStep(anOnboarding(), 'prices', { prices: 14 }, later(2));
    expect(stepsOf(onboarding)).toContainEqual({
      step: 'prices',
      state: 'done',
      at: '2026-11-24T01:00:02.000Z',
      seconds: 2,
      made: { prices: 14 },
    });
    expect(progressOf(onboarding)).not.toHaveProperty('seconds');
  });
  it('keeps the first time of a step that is announced again', () => {
    const first = finishStep(anOnboarding(), 'prices', {}, later(2)).onboarding;
    expect(finishStep(first, 'prices', {}, later(90))).toEqual({ onboarding: first, changed: false, completed: false });
  });
  it('that was provisioned before a step existed is not announced again when that step is done', () => {
    const provisioned: Onboarding = {
      ...anOnboarding(),
      state: 'provisioned',
      doneAt: { clinics: later(1).toISOString(), prices: later(2).toISOString(), retention: later(3).toISOString() },
      provisionedAt: later(3).toISOString(),
    };
    const { onboarding, completed } = finishStep(provisioned, 'keys', {}, later(900));
    expect(completed).toBe(false);
    expect(onboarding.provisionedAt).toBe(later(3).toISOString());
    expect(onboarding.doneAt.keys).toBe(later(900).toISOString());
  });
  it('that has failed shows which steps, and is provisioned all the same when they come late', () => {
    const part = finishStep(anOnboarding(), 'keys', {}, later(1)).onboarding;
    const failed = fail(part, later(600));
    expect(failed).toMatchObject({ state: 'failed', failedAt: later(600).toISOString() });
    expect(stepsOf(failed).filter(({ state }) => state === 'failed')).toHaveLength(OnboardingStep.options.length - 1);
    const whole = OnboardingStep.options.reduce(
      (one, step) => finishStep(one, step, {}, later(700)).onboarding,
      failed,
    );
    expect(whole.state).toBe('provisioned');
  });
  it('is begun again only while something is awaited', () => {
    const failed = fail(anOnboarding(), later(600));
    expect(askAgain(failed, later(900))).toMatchObject({ state: 'requested', askedAt: later(900).toISOString() });
    for (const state of ['provisioned', 'suspended', 'leaving', 'departed'] as const)
      expect(askAgain({ ...failed, state }, later(900))).toEqual({ refused: 'hospital-provisioned' });
  });
  it('is complete exactly once, with the last step, whatever the order and however often a step comes', () => {
    const step = fc.constantFrom(...OnboardingStep.options);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let onboarding = anOnboarding();
        let completions = 0;
        steps.forEach((one, index) => {
          const progress = finishStep(onboarding, one, {}, later(index + 1));
          onboarding = progress.onboarding;
          if (progress.completed) completions++;
          const all = new Set(steps.slice(0, index + 1)).size === OnboardingStep.options.length;
          expect(onboarding.state).toBe(all ? 'provisioned' : 'requested');
        });
        expect(completions).toBe(onboarding.state === 'provisioned' ? 1 : 0);
      }),
    );
  });
});
