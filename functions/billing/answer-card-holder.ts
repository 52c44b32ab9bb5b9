import { cardHolder } from '../../shared/contracts/billing.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { findOneCard } from './find-one-card.ts';

export const answerCardHolder = answer(cardHolder, {
  summary: 'A desk or kiosk that registers somebody by a One Card learns whose it is and whether it is blocked',
  needs: ['directory'],
  async handle({ text }, world) {
    const found = await findOneCard(text, world);
    if (isRefusal(found)) {
      return { state: found.refused === 'card-unknown' ? ('unknown' as const) : ('other-hospital' as const) };
    }
    const { state, person } = found.value;
    return { state, person };
  },
});
