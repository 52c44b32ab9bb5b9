import * as z from 'zod';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';
import file from './prescription-rules.json' with { type: 'json' };
import { plainText } from './text.ts';

const { rules } = z
  .object({
    rules: z.array(
      z.object({
        from: LocalDay,
        longestDays: z.int(),
        collectWithinDays: z.int(),
        /** Quantities below this are written with a leading zero, so that no digit can be put in front. */
        zeroBefore: z.int(),
      }),
    ),
  })
  .parse(file);
type Rules = (typeof rules)[number];

const DrugRoute = z.enum([
  'oral',
  'sublingual',
  'inhaled',
  'nasal',
  'eye',
  'ear',
  'topical',
  'rectal',
  'vaginal',
  'subcutaneous',
  'intramuscular',
  'intravenous',
]);
type DrugRoute = z.infer<typeof DrugRoute>;

/** How a drug is given, in the words printed for the patient. */
export const drugRoutes: Record<DrugRoute, { vi: string; en: string }> = {
  oral: { vi: 'Uống', en: 'By mouth' },
  sublingual: { vi: 'Ngậm dưới lưỡi', en: 'Under the tongue' },
  inhaled: { vi: 'Hít hoặc khí dung', en: 'Inhaled' },
  nasal: { vi: 'Nhỏ hoặc xịt mũi', en: 'In the nose' },
  eye: { vi: 'Nhỏ mắt', en: 'In the eye' },
  ear: { vi: 'Nhỏ tai', en: 'In the ear' },
  topical: { vi: 'Bôi ngoài da', en: 'On the skin' },
  rectal: { vi: 'Đặt hậu môn', en: 'In the rectum' },
  vaginal: { vi: 'Đặt âm đạo', en: 'In the vagina' },
  subcutaneous: { vi: 'Tiêm dưới da', en: 'Injected under the skin' },
  intramuscular: { vi: 'Tiêm bắp', en: 'Injected into the muscle' },
  intravenous: { vi: 'Tiêm tĩnh mạch', en: 'Injected into the vein' },
};

/** One drug of a prescription. `quantity` counts the units that the pharmacy hands out. */
export const PrescriptionLine = z.strictObject({
  drug: ServiceCode,
  quantity: z.int().min(1).max(9999),
  /** What is taken at one time: half a tablet is 0.5 with the unit `viên`. */
  dose: z.strictObject({ amount: z.number().min(0.001).max(10_000).multipleOf(0.001), unit: plainText(20) }),
  route: DrugRoute,
  timesPerDay: z.int().min(1).max(24),
  days: z.int().min(1).max(366),
  instructions: plainText(500).optional(),
});
export type PrescriptionLine = z.infer<typeof PrescriptionLine>;

/** The rules in force on the day of prescribing. @throws RangeError before the first day of the table. */
export function rulesOn(day: LocalDay): Rules {
  const found = rules.findLast((row) => row.from <= day);
  if (!found) throw new RangeError(`no prescription rules were in force on ${day}`);
  return found;
}

/** Refuses a prescription of which one drug would last longer than the law of that day allows. */
export const tooLong = (
  lines: readonly PrescriptionLine[],
  { longestDays }: Rules,
): Refusal<'prescription-too-long'> | undefined =>
  lines.some((line) => line.days > longestDays) ? refuse('prescription-too-long', `at most ${longestDays}`) : undefined;

/** From the day of issue to the last day on which the drugs can be collected; the day of issue does not count. */
export function collectPeriod(issued: Date, { collectWithinDays }: Rules): { start: LocalDay; end: LocalDay } {
  const start = localDay(issued);
  return { start, end: localDay(new Date(startOfDay(start).getTime() + collectWithinDays * 86_400_000)) };
}

/**
 * The national code of a prescription, 14 characters: facility (5), random part (7 of `[0-9a-z]`), `-`, kind. C is the
 * kind of all drugs but narcotics, psychotropics and traditional decoctions (Circular 26/2025/TT-BYT, Decision
 * 808/QD-BYT). `randomHex` is at least 64 bits from a keyed hash, far more than the 36^7 codes of a facility, so the
 * remainder is as good as even.
 * @throws RangeError when the facility code is not five letters or digits.
 */
export function prescriptionCode(facility: string, randomHex: string): string {
  if (!/^[0-9A-Za-z]{5}$/.test(facility)) throw new RangeError('a facility code has five letters or digits');
  const random = (BigInt(`0x${randomHex}`) % 36n ** 7n).toString(36).padStart(7, '0');
  return `${facility}${random}-C`;
}

/** The line as the patient and the pharmacy read it: the quantity below ten with a zero in front. */
export function printedLine(line: PrescriptionLine, { zeroBefore }: Rules): { vi: string; en: string } {
  const { drug, dose, route, timesPerDay, days, instructions } = line;
  const count = line.quantity < zeroBefore ? `0${line.quantity}` : `${line.quantity}`;
  const amount = String(dose.amount);
  const end = instructions === undefined ? '' : ` ${instructions}`;
  return {
    vi: `${drug}. Số lượng: ${count}. ${drugRoutes[route].vi}, mỗi lần ${amount.replace('.', ',')} ${dose.unit}, ngày ${timesPerDay} lần, trong ${days} ngày.${end}`,
    en: `${drug}. Quantity: ${count}. ${drugRoutes[route].en}, ${amount} ${dose.unit} each time, ${timesPerDay} times a day, for ${days} days.${end}`,
  };
}
