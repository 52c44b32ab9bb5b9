import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { breaks, fieldsOf } from './compatible.ts';

const schema = (shape: z.ZodType) => z.toJSONSchema(shape, { io: 'output' });
const item = z.object({ code: z.string(), quantity: z.int() });
const published = z.object({
  bill: z.string(),
  state: z.enum(['a', 'b']),
  items: z.array(item),
  at: z.string().optional(),
});

describe('a version of an event', () => {
  it('stays itself as it is, and with an optional field more at any depth', () => {
    expect(breaks(schema(published), schema(published))).toEqual([]);
    const more = published.extend({
      note: z.string().optional(),
      items: z.array(item.extend({ unit: z.string().optional() })),
    });
    expect(breaks(schema(published), schema(more))).toEqual([]);
  });
  it.each([
    ['a field is removed', published.omit({ bill: true }), ['data.bill is gone']],
    ['an optional field is removed', published.omit({ at: true }), ['data.at is gone']],
    ['a required field is added', published.extend({ by: z.string() }), ['data.by is newly required']],
    ['a field becomes required', published.required(), ['data.at is newly required']],
    ['a field becomes optional', published.partial({ bill: true }), ['data.bill is no longer required']],
    ['a type changes', published.extend({ bill: z.int() }), ['data.bill has another type']],
    [
      'a word is added to a closed set',
      published.extend({ state: z.enum(['a', 'b', 'c']) }),
      ['data.state has another type'],
    ],
    [
      'a field inside a list is renamed',
      published.extend({ items: z.array(z.object({ code: z.string(), count: z.int() })) }),
      ['data.items[].count is newly required', 'data.items[].quantity is gone'],
    ],
    ['a list becomes one', published.extend({ items: item }), ['data.items has another type']],
  ])('is another one when %s', (_, today, found) => {
    expect(breaks(schema(published), schema(today))).toEqual(found);
  });
});

describe('the fields of a schema', () => {
  it('are found inside objects, lists and alternatives', () => {
    const deep = z.object({
      a: z.array(z.object({ b: z.union([z.object({ c: z.string() }), z.object({ d: z.null() })]) })),
    });
    expect(fieldsOf(schema(deep))).toEqual(['a', 'b', 'c', 'd']);
  });
});
