import { context } from '../../shared/kernel/doors.ts';

export const records = context('records', {});
