import * as z from 'zod';
import type { AnyRoute } from '../../shared/kernel/doors.ts';

/** What is used of a JSON schema here. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

export const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
export const inputOf = (route: AnyRoute): Shape => shapeOf(route.input);
export const pathNames = (route: string): string[] => [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
/** Members of an array are reached by `0`. */
type Way = readonly string[];

const textFormats = ['date', 'date-time', 'cidrv4', 'cidrv6'];
const isFreeText = (shape: Shape): boolean =>
  shape.type === 'string' &&
  shape.enum === undefined &&
  shape.const === undefined &&
  !textFormats.includes(`${shape.format}`);

/** Every place of an input where a caller writes a text of any choice: ids are among them. */
export function textsOf(shape: Shape, way: Way = []): { way: Way; name: string }[] {
  const variants = shape.anyOf ?? shape.oneOf;
  if (variants) return variants.flatMap((one) => textsOf(one, way));
  if (isFreeText(shape)) return [{ way, name: way.findLast((step) => step !== '0') ?? '' }];
  if (shape.items) return textsOf(shape.items, [...way, '0']);
  return Object.entries(shape.properties ?? {}).flatMap(([name, one]) => textsOf(one, [...way, name]));
}

/** A text for a field of this name and shape, or undefined when there is none. */
export type Texts = (name: string, shape: Shape) => string | undefined;

/** A text is required of which none is known. */
export class NoText extends Error {
  override name = 'NoText';
}

/**
 * An input that fits the shape: what is required, and every optional text that can be filled.
 * @throws NoText when a text is required for which there is none
 */
export function fill(shape: Shape, texts: Texts, name = ''): unknown {
  const [variant] = shape.anyOf ?? shape.oneOf ?? [];
  if (variant) return fill(variant, texts, name);
  if ('const' in shape) return shape.const;
  if (shape.enum) return shape.enum[0];
  switch (shape.type) {
    case 'object': {
      const filled = Object.entries(shape.properties ?? {}).flatMap(([key, one]) => {
        const isWanted = shape.required?.includes(key) || (isFreeText(one) && texts(key, one) !== undefined);
        return isWanted ? [[key, fill(one, texts, key)]] : [];
      });
      return Object.fromEntries(filled);
    }
    case 'array':
      return [fill(shape.items ?? {}, texts, name)];
    case 'integer':
    case 'number':
      return Math.max(1, shape.minimum ?? 1);
    case 'boolean':
      return false;
    case 'string': {
      if (shape.format === 'date') return new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
      if (shape.format === 'date-time') return new Date().toISOString();
      if (shape.format === 'cidrv4') return '203.0.113.0/24';
      const text = texts(name, shape);
      if (text === undefined) throw new NoText(name);
      return text;
    }
    default:
      return {};
  }
}

/** The same input with another text in one place. */
export function withText(input: unknown, [step, ...rest]: Way, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(input)) return [withText(input[0], rest, text)];
  const record = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  return { ...record, [step]: withText(record[step], rest, text) };
}

/** All texts in a value, each with the name it stands under. */
export function textsIn(value: unknown, name = ''): { name: string; text: string }[] {
  if (typeof value === 'string') return [{ name, text: value }];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, key));
}

/** The first of these that the pattern of a text takes. */
export const fitting = (candidates: readonly string[], { pattern }: Shape): string | undefined =>
  candidates.find((text) => pattern === undefined || new RegExp(pattern, 'u').test(text));
