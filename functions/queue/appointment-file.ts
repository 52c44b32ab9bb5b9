import { personBySource } from '../../shared/contracts/identity.ts';
import { appointmentImportContinued } from '../../shared/contracts/queue.ts';
import type { Row, RowReason } from '../../shared/kernel/csv.ts';
import { codeOf, dayOf, optional, required, timeOf } from '../../shared/kernel/csv-columns.ts';
import { ClinicId, type PersonId } from '../../shared/kernel/ids.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { type ImportKind, refusedRow, type Verdict } from '../../shared/ports/importing.ts';
import type { World } from '../../shared/ports/world.ts';
import { instantOf, isSameSlot, type Slot } from './appointment.ts';
import { appointments } from './appointments.ts';
import { mostDaysAhead } from './booking.ts';
import { clinics } from './clinics.ts';

const clinicOf = (cell: string): ClinicId | undefined => ClinicId.safeParse(cell).data;
const noteOf = (cell: string): string | undefined => (/^[A-Z0-9][A-Z0-9._-]{0,15}$/.test(cell) ? cell : undefined);

/** The columns of a file of appointments. `note` is a code of the hospital: what a patient has does not belong here. */
export const appointmentColumns = {
  source_ref: required(['ma_tham_chieu', 'ma_lich_hen'], 'not-a-code', codeOf),
  source_id: required(['ma_benh_nhan', 'ma_bn'], 'not-a-code', codeOf),
  clinic: required(['ma_phong_kham', 'phong_kham'], 'clinic-unknown', clinicOf),
  day: required(['ngay_hen', 'ngay'], 'not-a-date', dayOf),
  time: required(['gio_hen', 'gio'], 'not-a-time', timeOf),
  note: optional(['ma_ghi_chu'], 'not-a-code', noteOf),
};
type AppointmentRow = Row<typeof appointmentColumns>;

interface Known {
  readonly persons: ReadonlyMap<string, PersonId>;
  readonly clinics: ReadonlySet<ClinicId>;
  readonly slots: Map<string, Slot>;
}

const atOnce = 40;

function judgeAppointment(row: AppointmentRow, now: Date, known: Known): Verdict<typeof appointmentColumns, Slot> {
  const { source_ref, source_id, clinic, day, time, note } = row.cells;
  const refused = (column: keyof AppointmentRow['cells'], reason: RowReason) => refusedRow(row, column, reason);
  if (!known.clinics.has(clinic)) return refused('clinic', 'clinic-unknown');
  const person = known.persons.get(source_id);
  if (person === undefined) return refused('source_id', 'patient-unknown');
  const facts: Slot = { clinic, person, day, time, ...(note !== undefined && { note }) };
  const before = known.slots.get(source_ref);
  // One that was brought in time is still known when its day has come.
  if (before)
    return isSameSlot(before, facts) ? { row, is: 'known', facts } : refused('source_ref', 'reference-differs');
  const daysAhead = (instantOf(facts).getTime() - now.getTime()) / 86_400_000;
  if (daysAhead <= 0) return refused('day', 'in-past');
  if (daysAhead > mostDaysAhead) return refused('day', 'too-far');
  known.slots.set(source_ref, facts);
  return { row, is: 'new', facts };
}

async function knownOf(rows: readonly AppointmentRow[], world: World): Promise<Known> {
  const sources = [...new Set(rows.map(({ cells }) => cells.source_id))];
  const { persons } = await world.ask(personBySource, { sources });
  const kept = appointments(world.table);
  const references = [...new Set(rows.map(({ cells }) => cells.source_ref))];
  const found = await inParts(references, atOnce, async (reference) => {
    const appointment = await kept.ofReference(reference);
    return appointment ? [[reference, appointment] as const] : [];
  });
  return {
    persons: new Map(persons.map(({ source, person }) => [source, person])),
    clinics: new Set((await clinics(world.table).list()).map(({ clinic }) => clinic)),
    slots: new Map(found.flat()),
  };
}

/** The file of appointments: each is made once for its reference, at a clinic that the hospital has. */
export const appointmentFile: ImportKind<typeof appointmentColumns, Slot> = {
  columns: appointmentColumns,
  continued: appointmentImportContinued,
  async judge(rows, world) {
    const known = await knownOf(rows, world);
    return rows.map((row) => judgeAppointment(row, world.now, known));
  },
  async make(judged, world) {
    const madeAt = world.now.toISOString();
    const fresh = judged.filter(({ is }) => is === 'new');
    const put = fresh.flatMap(({ row, facts }) => {
      const made = { channel: 'moving-in' as const, reference: row.cells.source_ref, madeAt };
      return appointments(world.table).adding({ appointment: world.newId(), ...facts, ...made });
    });
    return { put, emit: [] };
  },
};
