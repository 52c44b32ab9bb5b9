import { context } from '../../shared/kernel/doors.ts';

export const encounters = context('encounters', {});
