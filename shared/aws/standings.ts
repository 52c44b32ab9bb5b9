import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../kernel/ids.ts';
import type { Standing, Standings } from '../ports/world.ts';
import { patiently } from './patience.ts';

const keyOf = (hospital: TenantId) => ({ pk: `STANDING#${hospital}`, sk: 'STANDING' });
/** How long a function goes on as it was told: half a minute at most, and one read for all requests of that time. */
const cacheMs = 30_000;

/** How a hospital stands; `active` when nobody said otherwise. */
export async function lookUpStanding(
  client: DynamoDBDocumentClient,
  tableName: string,
  hospital: TenantId,
): Promise<Standing> {
  const answer = await patiently(() => client.send(new GetCommand({ TableName: tableName, Key: keyOf(hospital) })));
  return (answer.Item?.['standing'] as Standing | undefined) ?? 'active';
}

/** Asks once for all requests of half a minute. What could not be read is not kept. */
export function cachedStanding(look: (hospital: TenantId) => Promise<Standing>) {
  const known = new Map<TenantId, { at: number; standing: Promise<Standing> }>();
  return (hospital: TenantId, now: Date): Promise<Standing> => {
    const kept = known.get(hospital);
    if (kept && now.getTime() - kept.at < cacheMs) return kept.standing;
    const standing = look(hospital);
    known.set(hospital, { at: now.getTime(), standing });
    standing.catch(() => known.delete(hospital));
    return standing;
  };
}

/** The standings port on the platform's table, one item for each hospital. */
export const dynamoStandings = (client: DynamoDBDocumentClient, tableName: string): Standings => ({
  async set(hospital, standing) {
    const item = { ...keyOf(hospital), standing };
    await patiently(() => client.send(new PutCommand({ TableName: tableName, Item: item })));
  },
});
