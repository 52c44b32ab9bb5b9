import { randomUUID } from 'node:crypto';
import hospitals from './hospitals.json' with { type: 'json' };

interface SeedHospital {
  readonly code: string;
  readonly name: string;
}

export const seedHospitals: readonly SeedHospital[] = hospitals;

/** A token of a persona, from the local issuer. */
export async function localToken(url: string, persona: string, hospital?: string, number = 1): Promise<string> {
  const response = await fetch(`${url}/local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona, number, ...(hospital === undefined ? {} : { hospital }) }),
  });
  if (!response.ok) throw new Error(`no token for ${persona}: ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}

/**
 * Onboards the province's five hospitals through the public route, as an operator would; those that are there already
 * stay as they are. Resolves when each is provisioned.
 */
export async function seed(url: string, patienceSeconds = 30): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await localToken(url, 'operator')}` };
  for (const hospital of hospitals) {
    const known = await fetch(`${url}/v1/hospitals/${hospital.code}`, { headers });
    if (known.status === 200) continue;
    const created = await fetch(`${url}/v1/hospitals`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': `seed-${hospital.code}-${randomUUID()}` },
      body: JSON.stringify(hospital),
    });
    if (created.status !== 201) throw new Error(`${hospital.code} was refused: ${await created.text()}`);
  }
  await Promise.all(hospitals.map(({ code }) => provisioned(url, code, headers, patienceSeconds)));
}

/** Waits until every onboarding step of the hospital is done. @throws with the steps that are not. */
async function provisioned(
  url: string,
  code: string,
  headers: Record<string, string>,
  patienceSeconds: number,
): Promise<void> {
  const until = Date.now() + patienceSeconds * 1000;
  let awaited = '';
  while (Date.now() < until) {
    const response = await fetch(`${url}/v1/hospitals/${code}`, { headers });
    const hospital = (await response.json()) as { state?: string; steps?: { step: string; state: string }[] };
    if (hospital.state === 'provisioned') return;
    awaited = (hospital.steps ?? []).flatMap(({ step, state }) => (state === 'done' ? [] : [step])).join(', ');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${code} was not provisioned in ${patienceSeconds} seconds: it awaits ${awaited}`);
}
