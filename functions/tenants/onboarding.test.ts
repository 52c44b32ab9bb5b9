import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TenantId } from '../../shared/kernel/ids.ts';
import { beginOnboarding, finishStep, type Onboarding, OnboardingStep, progressOf, stepsOf } from './onboarding.ts';

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
    expect(stepsOf(anOnboarding())).toEqual([
      { step: 'clinics', state: 'awaited' },
      { step: 'prices', state: 'awaited' },
      { step: 'retention', state: 'awaited' },
      { step: 'keys', state: 'awaited' },
    ]);
  });
  it('tells when each step was done and how many seconds after the request', () => {
    const { onboarding } = finishStep(anOnboarding(), 'prices', later(2));
    expect(stepsOf(onboarding)).toContainEqual({
      step: 'prices',
      state: 'done',
      at: '2026-11-24T01:00:02.000Z',
      seconds: 2,
    });
    expect(progressOf(onboarding)).not.toHaveProperty('seconds');
  });
  it('keeps the first time of a step that is announced again', () => {
    const first = finishStep(anOnboarding(), 'prices', later(2)).onboarding;
    expect(finishStep(first, 'prices', later(90))).toEqual({ onboarding: first, changed: false, completed: false });
  });
  it('that was provisioned before a step existed is not announced again when that step is done', () => {
    const provisioned: Onboarding = {
      ...anOnboarding(),
      state: 'provisioned',
      doneAt: { clinics: later(1).toISOString(), prices: later(2).toISOString(), retention: later(3).toISOString() },
      provisionedAt: later(3).toISOString(),
    };
    const { onboarding, completed } = finishStep(provisioned, 'keys', later(900));
    expect(completed).toBe(false);
    expect(onboarding.provisionedAt).toBe(later(3).toISOString());
    expect(onboarding.doneAt.keys).toBe(later(900).toISOString());
  });
  it('is complete exactly once, with the last step, whatever the order and however often a step comes', () => {
    const step = fc.constantFrom(...OnboardingStep.options);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let onboarding = anOnboarding();
        let completions = 0;
        steps.forEach((one, index) => {
          const progress = finishStep(onboarding, one, later(index + 1));
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
