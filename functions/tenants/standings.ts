import type { TenantId } from '../../shared/kernel/ids.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { Standing } from '../../shared/ports/world.ts';

/** Who changed how a hospital stands, when and why; never changed afterwards. */
interface StandingChange {
  readonly id: string;
  readonly hospital: TenantId;
  readonly standing: Standing;
  readonly reason?: string;
  readonly by: string;
  readonly at: Date;
}

export const addingStanding = ({ at, ...change }: StandingChange): Put => ({
  key: { pk: `STANDINGS#${change.hospital}`, sk: `${at.toISOString()}#${change.id}` },
  value: { ...change, at: at.toISOString() },
  expect: 'absent',
});
