import * as z from 'zod';
import type { InCustody } from '../../shared/contracts/departure.ts';
import { auditKept, type Keeping } from '../../shared/ports/step-out.ts';
import type { Item } from '../../shared/ports/table.ts';

/** What stays of a hospital that left: where its images lie, which nobody can remove before their term. */
export const kept: readonly Keeping[] = [
  auditKept,
  { partitions: 'INSTANCE#', because: 'medical records until the end of their lock (Circular 33/2025/TT-BYT)' },
];

const Stored = z.object({ path: z.string(), sha256: z.string(), lockedUntil: z.string().optional() });

/** The locked file that an item names; undefined for every other item. */
export const custody = ({ key, value }: Item<object>): InCustody | undefined =>
  key.pk.startsWith('INSTANCE#') && key.sk === 'INSTANCE' ? { shelf: 'images', ...Stored.parse(value) } : undefined;
