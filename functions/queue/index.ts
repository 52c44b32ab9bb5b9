import { context } from '../../shared/kernel/doors.ts';

export const queue = context('queue', {});
