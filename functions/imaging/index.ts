import { context } from '../../shared/kernel/doors.ts';

export const imaging = context('imaging', {});
