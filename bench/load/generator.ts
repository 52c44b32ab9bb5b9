import { randomUUID } from 'node:crypto';
import { openLine } from '../http.ts';
import { sepayCall } from '../sepay.ts';
import { cardOf } from '../visit.ts';
import { type Kind, kinds, type Plan, type Seen } from './plan.ts';

/** Sends what is due whether or not what went before was answered: an open loop, as people and banks are. */
const mostConnections = 512;

interface Due {
  readonly kind: Kind;
  readonly at: number;
  readonly nth: number;
}

/** Each request falls at a random instant of its own slot: the rate is exact and neighbours still collide. */
function schedule({ perSecond, warmUpSeconds, seconds }: Plan): Due[] {
  const length = warmUpSeconds + seconds;
  return kinds
    .flatMap((kind) => {
      const slot = 1000 / perSecond[kind];
      return Array.from({ length: perSecond[kind] * length }, (_, nth) => ({
        kind,
        nth,
        at: (nth + Math.random()) * slot,
      }));
    })
    .toSorted((a, b) => a.at - b.at);
}

async function generate(plan: Plan): Promise<Seen> {
  const line = openLine(plan.url, mostConnections);
  const numbers = new Set<string>();
  const measured: Record<Kind, { dueMs: number; tookMs: number }[]> = {
    'check-in': [],
    callback: [],
    'board read': [],
  };
  const firstErrors: string[] = [];
  let errors = 0;
  let repeatedNumbers = 0;
  let lagMs = 0;

  const ok = async (method: string, path: string, headers: Record<string, string> | undefined, body?: string) => {
    const { status, text } = await line.send(method, path, headers ?? {}, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const at = <T>(list: readonly T[], nth: number): T => {
    const found = list[nth % list.length];
    if (found === undefined) throw new Error('the plan is empty');
    return found;
  };

  const work: Record<Kind, (nth: number) => Promise<void>> = {
    async 'check-in'(nth) {
      const { hospital, clinic } = at(plan.clinics, nth);
      const kiosk = plan.kiosks[hospital];
      const card = JSON.stringify({ card: cardOf(plan.firstSerial + nth) });
      const read = await ok('POST', '/v1/card-readings', { ...kiosk, 'idempotency-key': randomUUID() }, card);
      const person = JSON.stringify({ person: read['person'] });
      const keyed = { ...kiosk, 'idempotency-key': randomUUID() };
      const ticket = await ok('POST', `/v1/clinics/${clinic}/tickets`, keyed, person);
      const number = `${hospital}/${clinic}/${ticket['number']}`;
      if (numbers.has(number)) repeatedNumbers += 1;
      numbers.add(number);
    },
    async callback(nth) {
      const payable = at(plan.payables, nth);
      const channel = plan.channels[payable.hospital];
      if (!channel) throw new Error(`no channel for ${payable.hospital}`);
      const { headers, body } = sepayCall(payable, channel.account, nth, new Date());
      const { success } = await ok('POST', channel.path, headers, body);
      if (success !== true) throw new Error('a callback was not taken');
    },
    async 'board read'(nth) {
      const { hospital, clinic } = at(plan.clinics, nth);
      await ok('GET', `/v1/clinics/${clinic}/board`, plan.boards[hospital]);
    },
  };

  const cpu = process.cpuUsage();
  const underWay: Promise<void>[] = [];
  const started = performance.now();
  for (const due of schedule(plan)) {
    const wait = due.at - (performance.now() - started);
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    lagMs = Math.max(lagMs, performance.now() - started - due.at);
    underWay.push(
      work[due.kind](due.nth).then(
        () => {
          const dueMs = due.at - plan.warmUpSeconds * 1000;
          if (dueMs >= 0) measured[due.kind].push({ dueMs, tookMs: performance.now() - started - due.at });
        },
        (error: unknown) => {
          errors += 1;
          if (firstErrors.length < 5) firstErrors.push(String(error).slice(0, 300));
        },
      ),
    );
  }
  await Promise.all(underWay);
  line.close();
  const { user, system } = process.cpuUsage(cpu);
  return { measured, errors, firstErrors, repeatedNumbers, lagMs, cpuSeconds: (user + system) / 1e6 };
}

process.once('message', (plan) => {
  void generate(plan as Plan).then((seen) => process.send?.(seen, () => process.disconnect()));
});
