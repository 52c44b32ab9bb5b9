import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { putResolution, workItems } from './work-items.ts';

/** The end of the case of a refusal, once the invoice is registered after all; nothing when somebody ended it before. */
export async function putMended(item: string, { table, now, caller }: World): Promise<Put[]> {
  const work = await workItems(table).find(item);
  if (!work || (await workItems(table).resolution(item))) return [];
  const note = 'Đã được nhà cung cấp ghi nhận';
  return putResolution(work, { outcome: 'no-action-needed', note, at: now.toISOString(), by: caller.id });
}
