import { context } from '../../shared/kernel/doors.ts';
import { readCoverage } from './read-coverage.ts';
import { recordCoverage } from './record-coverage.ts';
import { tellCoverage } from './tell-coverage.ts';

/** What the health insurance fund may pay for a person: stated at arrival, kept as stated. */
export const insurance = context('insurance', { recordCoverage, readCoverage, tellCoverage });
