import type { ClinicId } from '../../shared/kernel/ids.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Key, Put, Table } from '../../shared/ports/table.ts';
import type { Appointment } from './appointment.ts';

const appointmentKey = (id: string): Key => ({ pk: `APPOINTMENT#${id}`, sk: 'APPOINTMENT' });
const referenceKey = (reference: string): Key => ({ pk: `APPOINTMENT-REF#${reference}`, sk: 'REF' });
const dayPk = (day: LocalDay): string => `APPOINTMENTS#${day}`;
const skOf = ({ clinic, time, appointment }: Appointment): string => `${clinic}#${time}#${appointment}`;

/** A hospital's appointments, by day and clinic and by the reference of the system that they come from. */
export const appointments = (table: Table) => ({
  async ofReference(reference: string): Promise<Appointment | undefined> {
    const found = await table.get<{ appointment: string }>(referenceKey(reference));
    return found && (await table.get<Appointment>(appointmentKey(found.value.appointment)))?.value;
  },
  /** Those of a day, or of one clinic on it, by clinic and time; `after` is `next` of the page before. */
  async on(day: LocalDay, clinic: ClinicId | undefined, limit: number, after: string | undefined) {
    const prefix = clinic === undefined ? {} : { prefix: `${clinic}#` };
    const page = await table.query<Appointment>({
      index: 'index1',
      pk: dayPk(day),
      limit,
      ...prefix,
      ...(after === undefined ? {} : { after }),
    });
    return { items: page.items.map(({ value }) => value), next: page.next };
  },
  /** The appointment, and the item that makes a second one of this reference impossible. */
  adding: (appointment: Appointment): Put[] => [
    {
      key: appointmentKey(appointment.appointment),
      value: appointment,
      expect: 'absent',
      index1: { pk: dayPk(appointment.day), sk: skOf(appointment) },
      index2: { pk: `APPOINTMENTS-OF#${appointment.person}`, sk: `${appointment.day}#${appointment.time}` },
    },
    {
      key: referenceKey(appointment.reference),
      value: { appointment: appointment.appointment },
      expect: 'absent',
    },
  ],
});
