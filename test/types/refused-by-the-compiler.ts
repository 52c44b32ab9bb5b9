/** What must not compile. `tsc` fails when one of these stops being an error. */
import * as z from 'zod';
import { answer, question, reaction, route } from '../../shared/kernel/doors.ts';
import { emit, event } from '../../shared/kernel/events.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { call } from '../../web/client.ts';

const input = z.strictObject({});
const output = z.object({});
const happened = event('things.happened', 1, z.object({ n: z.int() }));
const asked = question('things.asked', z.object({ n: z.int() }), z.object({ m: z.int() }));

export const undeclaredRefusal = route('POST /x', {
  summary: '',
  who: ['doctor'],
  input,
  output,
  refuses: ['line-empty'],
  // @ts-expect-error a refusal the route does not declare
  async handle() {
    return refuse('bill-already-paid');
  },
});
export const missingParameter = route('GET /x/{id}', {
  summary: '',
  who: ['doctor'],
  // @ts-expect-error a path parameter missing from the input
  input: z.strictObject({ nope: z.string() }),
  output,
  async handle() {
    return {};
  },
});
export const missingOutput = route('POST /y', {
  summary: '',
  who: ['doctor'],
  input,
  output: z.object({ n: z.int() }),
  // @ts-expect-error the output lacks a field
  async handle() {
    return {};
  },
});
export const unknownRole = route('POST /z', {
  summary: '',
  // @ts-expect-error a role that does not exist
  who: ['janitor'],
  input,
  output,
  async handle() {
    return {};
  },
});
// @ts-expect-error who may come in is never left out
export const openDoor = route('POST /w', {
  summary: '',
  input,
  output,
  async handle() {
    return {};
  },
});
// @ts-expect-error a fact of the wrong shape
export const wrongFact = emit(happened, 'x', { n: 'one' });
// @ts-expect-error an event name without its context
export const nameless = event('happened', 1, z.object({}));
export const wrongData = reaction(happened, {
  summary: '',
  async handle(data) {
    // @ts-expect-error the event has no such field
    return data.nope;
  },
});
// @ts-expect-error an answer of the wrong shape
export const wrongAnswer = answer(asked, { summary: '', handle: async () => ({ m: 'one' }) });
// @ts-expect-error an unknown route
export const unknownRoute = () => call('POST /nope', {});
// @ts-expect-error a wrong field of a request
export const wrongField = () => call('GET /v1/province/overview', { from: '2026-11-24', until: '2026-11-25' });
