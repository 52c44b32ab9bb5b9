import { analytics } from './analytics/index.ts';
import { billing } from './billing/index.ts';
import { devices } from './devices/index.ts';
import { encounters } from './encounters/index.ts';
import { identity } from './identity/index.ts';
import { imaging } from './imaging/index.ts';
import { insurance } from './insurance/index.ts';
import { queue } from './queue/index.ts';
import { records } from './records/index.ts';
import { staff } from './staff/index.ts';
import { tenants } from './tenants/index.ts';

/**
 * All doors of the province, context by context. Routes, rights, queues, alarms, the local server, the documents and
 * the typed client are derived from this list.
 */
export const registry = [
  tenants,
  staff,
  identity,
  insurance,
  queue,
  encounters,
  records,
  billing,
  imaging,
  devices,
  analytics,
] as const;
export type Registry = typeof registry;
