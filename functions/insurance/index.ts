import { context } from '../../shared/kernel/doors.ts';
import { answerCoverage } from './answer-coverage.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { readCoverage } from './read-coverage.ts';
import { recordCoverage } from './record-coverage.ts';

/** What the health insurance fund may pay for a person: stated at arrival, kept as stated. */
export const insurance = context('insurance', { recordCoverage, readCoverage, answerCoverage, onDepartureAdvanced });
