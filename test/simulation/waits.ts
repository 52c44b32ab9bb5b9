import { backtest, heldOutSeeds, parameters, tuningSeeds } from './mornings.ts';

/** `node test/simulation/waits.ts` prints how far the told waits were off. Ends with 1 above a quarter of the true wait. */
const shown = (name: string, { tickets, meanWait, error, bias, share }: ReturnType<typeof backtest>): void =>
  console.log(
    `${name}: ${tickets} tickets, mean wait ${meanWait.toFixed(1)} min, mean absolute error ${error.toFixed(1)} min ` +
      `= ${(share * 100).toFixed(1)} %, bias ${bias.toFixed(1)} min`,
  );
const judged = backtest(heldOutSeeds);
shown('fitted to', backtest(tuningSeeds));
shown('held out', judged);
shown(
  'held out, taken when the doctors are at work',
  backtest(heldOutSeeds, ({ at }) => at >= parameters.opens),
);
if (judged.share > 0.25) process.exitCode = 1;
