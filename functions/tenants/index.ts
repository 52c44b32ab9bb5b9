import { context } from '../../shared/kernel/doors.ts';

export const tenants = context('tenants', {});
