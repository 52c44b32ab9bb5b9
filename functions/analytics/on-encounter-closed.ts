import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { ageBand, icdChapter } from './coding.ts';

export const onEncounterClosed = reaction(encounterClosed, {
  summary: 'A finished visit becomes a coded fact in the province lake',
  tenant: 'province',
  needs: ['lake'],
  async handle({ clinic, mainDiagnosis, ageYears, sex }, { lake }, { id, at, tenant }) {
    await lake.append('visits', [
      {
        fact: id,
        at,
        day: localDay(new Date(at)),
        hospital: tenant,
        clinic,
        diagnosis: mainDiagnosis,
        chapter: icdChapter(mainDiagnosis),
        age_band: ageBand(ageYears),
        sex,
      },
    ]);
  },
});
