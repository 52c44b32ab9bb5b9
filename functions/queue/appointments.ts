import type { ClinicId, PersonId } from '../../shared/kernel/ids.ts';
import { type LocalDay, startOfDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Appointment } from './appointment.ts';
import type { Booked, BookingRules } from './booking.ts';

const appointmentKey = (id: string): Key => ({ pk: `APPOINTMENT#${id}`, sk: 'APPOINTMENT' });
const referenceKey = (reference: string): Key => ({ pk: `APPOINTMENT-REF#${reference}`, sk: 'REF' });
const bookedKey = (clinic: ClinicId, day: LocalDay): Key => ({ pk: `BOOKED#${clinic}#${day}`, sk: 'BOOKED' });
const rulesKey = (clinic: ClinicId): Key => ({ pk: 'BOOKING-RULES', sk: clinic });
const dayPk = (day: LocalDay): string => `APPOINTMENTS#${day}`;
const personPk = (person: PersonId): string => `APPOINTMENTS-OF#${person}`;
const skOf = ({ clinic, time, appointment }: Appointment): string => `${clinic}#${time}#${appointment}`;

/** More than any rule lets a clinic book on a day. */
const mostOnADay = 1000;
const mostOfAPerson = 50;
const keptDays = 3;

/** A cancelled one is expected on no day, and stays with the person. */
const indexesOf = (appointment: Appointment): Pick<Put, 'index1' | 'index2'> => ({
  ...(appointment.ended !== 'cancelled' && { index1: { pk: dayPk(appointment.day), sk: skOf(appointment) } }),
  index2: { pk: personPk(appointment.person), sk: `${appointment.day}#${appointment.time}` },
});

/** Who was given a time, and whose time was taken back, by appointment, for one clinic and day. */
type Changes = Readonly<Record<string, Omit<Booked, 'appointment'> | null>>;

/** A hospital's appointments, by day and clinic and by the reference of the system that they come from. */
export const appointments = (table: Table) => ({
  find: (id: string): Promise<Item<Appointment> | undefined> => table.get<Appointment>(appointmentKey(id)),
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
  /** Those of a person from this day on, cancelled ones too, by day and time. */
  async ofPerson(person: PersonId, from: LocalDay): Promise<Appointment[]> {
    const page = await table.query<Appointment>({ index: 'index2', pk: personPk(person), from, limit: mostOfAPerson });
    return page.items.map(({ value }) => value);
  },

  /**
   * Who is booked at a clinic on a day. What doors changed stands in one item, whose version lets two who book at once
   * not take one place; those that were brought in by a file are found by the index.
   */
  async booked(clinic: ClinicId, day: LocalDay): Promise<{ booked: Booked[]; keeping: (changes: Changes) => Put }> {
    const key = bookedKey(clinic, day);
    const [found, page] = await Promise.all([
      table.get<{ changes: Changes }>(key),
      table.query<Appointment>({ index: 'index1', pk: dayPk(day), prefix: `${clinic}#`, limit: mostOnADay }),
    ]);
    const changes = found?.value.changes ?? {};
    const brought = page.items.map(({ value }) => value).filter(({ appointment }) => !(appointment in changes));
    const changed = Object.entries(changes).flatMap(([appointment, one]) => (one ? [{ appointment, ...one }] : []));
    return {
      booked: [...brought.map(({ appointment, person, time }) => ({ appointment, person, time })), ...changed],
      keeping: (more) => ({
        key,
        value: { changes: { ...changes, ...more } },
        expect: found?.version ?? 'absent',
        expires: startOfDay(day).getTime() / 1000 + keptDays * 86_400,
      }),
    };
  },

  async rules(clinic: ClinicId): Promise<{ rules: BookingRules | undefined; saving: (next: BookingRules) => Put }> {
    const key = rulesKey(clinic);
    const found = await table.get<BookingRules>(key);
    return {
      rules: found?.value,
      saving: (next) => ({ key, value: next, expect: found?.version ?? 'absent' }),
    };
  },

  /** The appointment, and the item that makes a second one of its reference impossible. */
  adding: (appointment: Appointment): Put[] => [
    {
      key: appointmentKey(appointment.appointment),
      value: appointment,
      expect: 'absent',
      ...indexesOf(appointment),
    },
    ...(appointment.reference === undefined
      ? []
      : [
          {
            key: referenceKey(appointment.reference),
            value: { appointment: appointment.appointment },
            expect: 'absent' as const,
          },
        ]),
  ],
  replacing: (found: Item<Appointment>, appointment: Appointment): Put => ({
    key: found.key,
    value: appointment,
    expect: found.version,
    ...indexesOf(appointment),
  }),
});
