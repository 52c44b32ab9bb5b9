import { patientImportContinued, personImported } from '../../shared/contracts/identity.ts';
import type { Row, RowReason } from '../../shared/kernel/csv.ts';
import { codeOf, dayOf, optional, phoneOf, required } from '../../shared/kernel/csv-columns.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { foldAccents } from '../../shared/kernel/text.ts';
import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import { type ImportKind, type Judged, refusedRow, type Verdict } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { isName, longestResidence } from './citizen-card.ts';
import { birthYearOf, type Person, type PersonDetails } from './person.ts';
import { persons } from './persons.ts';

const sexes: Readonly<Record<string, Person['sex']>> = { nam: 'male', male: 'male', nu: 'female', female: 'female' };
const numberOf = (cell: string): string | undefined => (/^\d{12}$/.test(cell) ? cell : undefined);

/** The columns of a file of patients, with the headers that old systems give them. */
export const patientColumns = {
  source_id: required(['ma_benh_nhan', 'ma_bn'], 'not-a-code', codeOf),
  full_name: required(['ho_ten', 'ho_va_ten'], 'not-a-name', (cell) => (isName(cell) ? cell : undefined)),
  birth_date: required(['ngay_sinh'], 'not-a-date', dayOf),
  sex: required(['gioi_tinh'], 'not-a-choice', (cell) => sexes[foldAccents(cell).toLowerCase()]),
  citizen_number: optional(['so_cccd', 'cccd', 'so_dinh_danh'], 'not-a-citizen-number', numberOf),
  phone: optional(['dien_thoai', 'so_dien_thoai'], 'not-a-phone', phoneOf),
  address: optional(['dia_chi'], 'too-long', (cell) => (cell.length <= longestResidence ? cell : undefined)),
};
type Patient = Row<typeof patientColumns>;

/** What tells whether two records speak of one person, as far as the clear facts say. */
type Traits = Pick<Person, 'person' | 'birthYear' | 'sex'>;
interface Known {
  readonly bySource: Map<string, Traits>;
  readonly byNumber: Map<string, Traits>;
}
interface Facts {
  readonly person: PersonId;
  /** A known patient number has its item already. */
  readonly sourceKnown: boolean;
}

/** Reads under way at once while a whole file is checked. */
const atOnce = 40;
const earliestBirth = '1900-01-01';

/**
 * Who a row is: the hospital's own patient number counts first, the citizen number second. A number that leads to a
 * person of another birth year or sex is for people to look at, since a debt or an allergy would land on the wrong one.
 */
function judgePatient(
  row: Patient,
  today: LocalDay,
  known: Known,
  newPerson: () => PersonId,
): Verdict<typeof patientColumns, Facts> {
  const { source_id, birth_date, sex, citizen_number } = row.cells;
  const refused = (column: keyof Patient['cells'], reason: RowReason) => refusedRow(row, column, reason);
  if (birth_date > today) return refused('birth_date', 'in-future');
  if (birth_date < earliestBirth) return refused('birth_date', 'too-far');
  const birthYear = Number(birth_date.slice(0, 4));
  const agrees = (found: Traits): boolean => found.birthYear === birthYear && found.sex === sex;
  const bySource = known.bySource.get(source_id);
  const byNumber = citizen_number === undefined ? undefined : known.byNumber.get(citizen_number);
  if (bySource && !agrees(bySource)) return refused('source_id', 'patient-differs');
  if (byNumber && (!agrees(byNumber) || (bySource && bySource.person !== byNumber.person)))
    return refused('citizen_number', 'number-differs');
  const found = bySource ?? byNumber;
  const traits = found ?? { person: newPerson(), birthYear, sex };
  known.bySource.set(source_id, traits);
  if (!found && citizen_number !== undefined) known.byNumber.set(citizen_number, traits);
  return { row, is: found ? 'known' : 'new', facts: { person: traits.person, sourceKnown: bySource !== undefined } };
}

/** What is stored of those whom the rows name. */
async function knownOf(rows: readonly Patient[], world: World): Promise<Known> {
  const kept = persons(world.table, world.keys);
  const find = async (values: readonly string[], holder: (value: string) => Promise<PersonId | undefined>) => {
    const pairs = await inParts([...new Set(values)], atOnce, async (value) => {
      const person = await holder(value);
      const found = person && (await kept.find(person));
      return found ? [[value, found] as const] : [];
    });
    return new Map<string, Traits>(pairs.flat());
  };
  const numbers = rows.flatMap(({ cells }) => cells.citizen_number ?? []);
  return {
    bySource: await find(
      rows.map(({ cells }) => cells.source_id),
      kept.ofSource,
    ),
    byNumber: await find(numbers, kept.holderOf),
  };
}

async function storing({ row, is, facts }: Judged<typeof patientColumns, Facts>, world: World, id: string) {
  const kept = persons(world.table, world.keys);
  const at = world.now.toISOString();
  const { source_id, full_name, birth_date, sex, citizen_number, phone, address } = row.cells;
  const { person } = facts;
  const entry = { person, source: 'IMPORT' as const, assurance: 'low' as const, import: id, at };
  const source = facts.sourceKnown ? [] : [await kept.addingSource(source_id, entry)];
  if (is === 'known') return { put: source, emit: [] };
  const details: PersonDetails = {
    fullName: full_name,
    birthDate: birth_date,
    sex,
    residence: address ?? '',
    extra: [],
    ...(citizen_number !== undefined && { citizenNumber: citizen_number }),
    ...(phone !== undefined && { phone }),
  };
  const birthYear = birthYearOf(details);
  const coded = { person, birthYear, sex, source: entry.source, registeredAt: at, registeredBy: world.caller.id };
  const fresh: Person = { ...coded, sealed: await kept.seal(details) };
  return {
    put: [...(await kept.adding(fresh, citizen_number)), ...source],
    emit: [emit(personImported, person, { person, birthYear, sex, import: id })],
  };
}

/** The file of patients: each becomes a person, unless the hospital's number or the citizen number is known. */
export const patientFile: ImportKind<typeof patientColumns, Facts> = {
  columns: patientColumns,
  continued: patientImportContinued,
  async judge(rows, world) {
    const known = await knownOf(rows, world);
    const newPerson = () => PersonId.parse(world.newId());
    return rows.map((row) => judgePatient(row, localDay(world.now), known, newPerson));
  },
  async make(judged, world, id) {
    const stored = await inParts(judged, atOnce, (one) => storing(one, world, id));
    return { put: stored.flatMap(({ put }) => put), emit: stored.flatMap((one) => one.emit) };
  },
};
