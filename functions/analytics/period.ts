import * as z from 'zod';
import { LocalDay } from '../../shared/kernel/time.ts';

/** Vietnamese days, both included. */
export const Period = z.strictObject({ from: LocalDay, to: LocalDay });
