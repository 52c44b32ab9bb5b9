import * as z from 'zod';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';

/** How often a request under one name was written: whoever decides says which they saw, since another may have taken its place. */
export const RequestVersion = z.int().min(1);

/** Refuses a decision on something else than what was looked at. */
export const unlessSeen = (
  seen: number,
  { version }: { readonly version: number },
): Refusal<'request-changed'> | undefined => (seen === version ? undefined : refuse('request-changed'));
