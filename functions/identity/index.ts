import { context } from '../../shared/kernel/doors.ts';

export const identity = context('identity', {});
