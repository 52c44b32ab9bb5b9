import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openVisitStage, patient, type VisitStage } from '../../test/visit-stage.ts';

const asDoctor = { as: 'doctor' } as const;

describe('a granted document', () => {
  let stage: VisitStage;
  beforeEach(async () => {
    stage = await openVisitStage();
  });
  afterEach(() => stage.close());
  const signed = async (): Promise<string> => {
    const encounter = await stage.visit();
    await stage.post('diagnoses', encounter, { code: 'J18.9' });
    await stage.post('closing', encounter, {});
    await stage.settle();
    return `${encounter}-d1`;
  };
  const grant = (document: string) =>
    stage.request(
      'POST /v1/documents/{document}/grants',
      { document, to: 'thong-nhat', purpose: 'referral', hours: 2 },
      asDoctor,
    );

  it('lies in no table: what is known of it tells nothing of the patient', async () => {
    const document = await signed();
    expect((await grant(document)).status).toBe(201);
    await stage.settle();
    const [row] = stage.embedded.database.all<Record<string, unknown>>('SELECT * FROM grants');
    expect(Object.keys(row ?? {}).toSorted()).toEqual([
      'expires',
      'granted_by',
      'granted_to',
      'id',
      'purpose',
      'sha256',
      'subject',
    ]);
    expect(JSON.stringify(row)).not.toContain(patient.name);
    expect(JSON.stringify(row)).not.toContain('J18');
  });

  it('is refused when it is bigger than a grant can carry', async () => {
    const document = await signed();
    const resize = (bytes: number) =>
      stage.embedded.database.run(
        "UPDATE items SET value = json_set(value, '$.bytes', ?) WHERE pk = ? AND sk = 'DOCUMENT'",
        bytes,
        `DOCUMENT#${document}`,
      );
    expect(resize(5_226_497)).toBe(1);
    expect(await grant(document)).toMatchObject({ status: 413, body: { code: 'too-large' } });
    resize(5_226_496);
    expect((await grant(document)).status).toBe(201);
  });
});
