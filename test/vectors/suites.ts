import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** Where the suites lie: `VECTORS_DIR`, seen from where the tests are started, else this folder. */
export const directory = process.env['VECTORS_DIR'] ? resolve(process.env['VECTORS_DIR']) : import.meta.dirname;

/** The suite files found there, by their paths within it. */
export const suiteFiles = (): string[] =>
  ['', 'fhir', 'surveillance'].flatMap((folder) =>
    existsSync(join(directory, folder))
      ? readdirSync(join(directory, folder))
          .filter((name) => name.endsWith('.json'))
          .map((name) => (folder === '' ? name : `${folder}/${name}`))
      : [],
  );

export const readSuite = <S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined =>
  existsSync(join(directory, file)) ? schema.parse(JSON.parse(readFileSync(join(directory, file), 'utf8'))) : undefined;

const Accepted = <S extends z.ZodRawShape>(shape: S) => z.object({ ok: z.literal(true), ...shape });
const Refused = z.object({
  ok: z.literal(false),
  reason: z.string(),
  acceptable_reasons: z.array(z.string()).optional(),
});
const Id = { id: z.string(), note: z.string().optional() };

const Texts = z.record(z.string(), z.string());
export const VietQrSuite = z.object({
  vectors: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        ...Id,
        kind: z.literal('encode'),
        input: z.record(z.string(), z.unknown()),
        expect: z.union([Accepted({ payload: z.string() }), Refused]),
      }),
      z.object({
        ...Id,
        kind: z.literal('decode'),
        payload: z.string(),
        expect: z.union([Accepted({ fields: z.record(z.string(), z.unknown()) }), Refused]),
      }),
    ]),
  ),
});

export const CitizenCardSuite = z.object({
  today: z.string(),
  vectors: z.array(
    z.object({
      ...Id,
      text: z.string(),
      expect: z.union([Accepted({ card: z.record(z.string(), z.unknown()) }), Refused]),
    }),
  ),
});

export const CallbackSuite = z.object({
  vectors: z.array(
    z.object({
      ...Id,
      provider: z.string(),
      secret: Texts,
      /** Unix seconds. */
      now: z.int().optional(),
      request: z
        .object({
          headers: Texts.optional(),
          rawBody: z.string().optional(),
          /** A body given as JSON was sent as compact JSON. */
          body: z.unknown().optional(),
          query: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        })
        .optional(),
      input: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      expect: z.looseObject({
        verified: z.boolean().optional(),
        amountVnd: z.int().optional(),
        paid: z.boolean().optional(),
        direction: z.string().optional(),
        orderRef: z.string().optional(),
        bankRef: z.string().optional(),
        dedupeKey: z.string().optional(),
        reply: z.unknown().optional(),
        checkSum: z.string().optional(),
      }),
    }),
  ),
});
export type Callback = z.output<typeof CallbackSuite>['vectors'][number];
