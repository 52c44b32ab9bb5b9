import figures from './distributions.json' with { type: 'json' };
import type { Random } from './random.ts';

const { published, assumed } = figures;

/** An invented patient, as the cards in the hand say. */
export interface Patient {
  /** The text in the QR code of the citizen card. */
  readonly card: string;
  readonly ageYears: number;
  readonly sex: 'male' | 'female';
  /** Absent for who has no health insurance, or does not use it. */
  readonly healthCard?: string;
  readonly route: 'registered' | 'own-choice';
}

export type Template = 'general' | 'children' | 'district';
export type Level = 'specialised' | 'basic' | 'initial';

const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô'];
const given = ['An', 'Bình', 'Châu', 'Dung', 'Giang', 'Hà', 'Khánh', 'Lan', 'Minh', 'Ngọc', 'Phúc', 'Quỳnh', 'Tâm'];

const oldest = 94;

/** Age by population and use of a hospital; at a children's hospital by the published share of ages 1 to 5. */
function drawAge(template: Template, random: Random): number {
  if (template === 'children') {
    const { under1, from6to15 } = assumed.childrenAges;
    const [from, to] = random.weighted([
      [[0, 0], under1],
      [[1, 5], published.children.from1to5],
      [[6, 15], from6to15],
    ] as const);
    return random.int(from, to);
  }
  const { under15, from15to64, over64 } = published.population;
  const use = assumed.usePerPerson;
  const [from, to] = random.weighted([
    [[0, 14], under15 * use.under15],
    [[15, 64], from15to64 * use.from15to64],
    [[65, oldest], over64 * use.over64],
  ] as const);
  return random.int(from, to);
}

function drawSex(template: Template, random: Random): 'male' | 'female' {
  const { boysToAGirl } = published.children;
  const female = template === 'children' ? 100 / (1 + boysToAGirl) : published.population.female;
  return random.percent(female) ? 'female' : 'male';
}

const two = (number: number): string => String(number).padStart(2, '0');
const daysBefore = (day: Date, count: number): Date => new Date(day.getTime() - count * 86_400_000);
/** ddMMyyyy */
const onCard = (day: Date): string => `${two(day.getUTCDate())}${two(day.getUTCMonth() + 1)}${day.getUTCFullYear()}`;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.int(0, 9)).join('');

/** Two letters, the benefit digit, Dong Nai's 75 and ten digits. */
function drawHealthCard(ageYears: number, random: Random): string {
  const { cards, under6, from6to17 } = assumed.insurance;
  const adult = random.weighted(cards.map((card) => [card, card.percent] as const));
  const { group, digit } = ageYears < 6 ? under6 : ageYears < 18 ? from6to17 : adult;
  return `${group}${digit}75${digits(random, 10)}`;
}

/**
 * Somebody who does not exist: the number begins with 099, which no province has. `serial`, below a million, makes the
 * number unique among people born in one year.
 */
export function drawPatient(
  place: { readonly template: Template; readonly level: Level },
  serial: number,
  today: Date,
  random: Random,
): Patient {
  const ageYears = drawAge(place.template, random);
  const sex = drawSex(place.template, random);
  const daysOld = Math.ceil(ageYears * 365.25) + random.int(1, 360);
  const birth = daysBefore(today, daysOld);
  const year = birth.getUTCFullYear();
  const century = (year < 2000 ? 0 : 2) + (sex === 'female' ? 1 : 0);
  const number = `099${century}${two(year % 100)}${String(serial).padStart(6, '0')}`;
  const name = `${random.pick(surnames)} ${sex === 'female' ? 'Thị' : 'Văn'} Thử ${random.pick(given)}`;
  const issued = onCard(daysBefore(today, random.int(1, Math.min(daysOld, 1500))));
  const home = `Ấp ${random.int(1, 9)}, Xã Thử, Đồng Nai`;
  const card = `${number}||${name}|${onCard(birth)}|${sex === 'female' ? 'Nữ' : 'Nam'}|${home}|${issued}`;
  const insured = random.percent(published.insured.percent);
  const isOwnChoice = random.percent(assumed.insurance.ownChoicePercent[place.level]);
  return {
    card,
    ageYears,
    sex,
    ...(insured && { healthCard: drawHealthCard(ageYears, random) }),
    route: isOwnChoice ? 'own-choice' : 'registered',
  };
}
