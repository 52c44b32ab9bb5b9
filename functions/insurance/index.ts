import { context } from '../../shared/kernel/doors.ts';

export const insurance = context('insurance', {});
