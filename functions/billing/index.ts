import { context } from '../../shared/kernel/doors.ts';

export const billing = context('billing', {});
