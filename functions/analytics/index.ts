import { context } from '../../shared/kernel/doors.ts';

export const analytics = context('analytics', {});
