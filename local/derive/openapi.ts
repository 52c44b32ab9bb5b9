import * as z from 'zod';
import type { AnyRoute, Context } from '../../shared/kernel/doors.ts';
import { edgeRefusals, type RefusalCode, refusals } from '../../shared/kernel/refusal.ts';
import { type Placed, routesOf } from '../../shared/runtime/house.ts';

type Json = Record<string, unknown>;

const mediaTypes: Record<string, string> = {
  json: 'application/json',
  fhir: 'application/fhir+json',
  provider: 'application/json',
  dicom: 'application/dicom+json',
  page: 'text/html',
};

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
};

const propertiesOf = (schema: Json): Record<string, Json> => (schema['properties'] ?? {}) as Record<string, Json>;

function parametersOf(route: AnyRoute, input: Json): Json[] {
  const names = [...route.route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const properties = propertiesOf(input);
  const required = (input['required'] ?? []) as string[];
  const path = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }));
  const isRead = route.route.startsWith('GET') || route.route.startsWith('DELETE');
  const query = isRead
    ? Object.entries(properties)
        .filter(([name]) => !names.includes(name))
        .map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
    : [];
  const key =
    route.dialect === 'json' && route.route.startsWith('POST')
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            schema: { type: 'string', minLength: 8, maxLength: 128 },
          },
        ]
      : [];
  return [...path, ...query, ...key];
}

function bodyOf(route: AnyRoute, input: Json): Json | undefined {
  if (route.route.startsWith('GET') || route.route.startsWith('DELETE')) return undefined;
  if (route.dialect === 'provider')
    return { required: true, content: { 'application/json': { schema: { type: 'object' } } } };
  if (route.dialect === 'dicom') {
    return { required: true, content: { 'multipart/related': { schema: { type: 'string', format: 'binary' } } } };
  }
  // One of several forms: none of them has a path parameter in it.
  if ('oneOf' in input || 'anyOf' in input)
    return { required: true, content: { 'application/json': { schema: input } } };
  const names = [...route.route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const left = Object.fromEntries(Object.entries(propertiesOf(input)).filter(([name]) => !names.includes(name)));
  const required = ((input['required'] ?? []) as string[]).filter((name) => !names.includes(name));
  if (route.dialect === 'fhir')
    return { required: true, content: { 'application/fhir+json': { schema: left['resource'] ?? { type: 'object' } } } };
  const schema = {
    type: 'object',
    properties: left,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function responsesOf(placed: Placed<AnyRoute>): Json {
  const route = placed.door;
  const responses: Record<string, Json> = {
    [String(route.status)]: {
      description: 'Success',
      content: {
        [mediaTypes[route.dialect] ?? 'application/json']: {
          schema: route.dialect === 'json' ? jsonSchema(route.output, 'output') : {},
        },
      },
    },
  };
  const codes: RefusalCode[] = [...edgeRefusals, ...route.refuses];
  for (const [status, group] of Map.groupBy(codes, (code) => refusals[code].status)) {
    responses[String(status)] = {
      description: group.map((code) => `\`${code}\`: ${refusals[code].en}`).join('\n\n'),
      content: {
        [route.dialect === 'json' ? 'application/problem+json' : (mediaTypes[route.dialect] ?? 'application/json')]: {
          schema: { $ref: '#/components/schemas/Problem' },
        },
      },
    };
  }
  return responses;
}

/** The OpenAPI 3.1 document of these contexts. */
export function openApi(contexts: readonly Context[]): Json {
  const paths: Record<string, Json> = {};
  for (const placed of routesOf(contexts)) {
    const route = placed.door;
    const [method, path] = route.route.split(' ') as [string, string];
    const input = jsonSchema(route.input, 'input');
    const body = bodyOf(route, input);
    paths[path] ??= {};
    (paths[path] as Json)[method.toLowerCase()] = {
      operationId: placed.id.replace('.', '_'),
      tags: [placed.context],
      summary: route.summary,
      description: route.who === 'anyone' ? 'Open to anyone.' : `For: ${route.who.join(', ')}.`,
      ...(route.who === 'anyone' || route.dialect === 'provider' ? { security: [] } : {}),
      parameters: parametersOf(route, input),
      ...(body ? { requestBody: body } : {}),
      responses: responsesOf(placed),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dong Nai smart hospital',
      version: '1',
      description:
        'One way through a hospital visit: identity, line, encounter, record, bill and payment. Derived from the registry of doors.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['status', 'code', 'trace'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string', enum: Object.keys(refusals) },
            detail: { type: 'string' },
            because: { type: 'string' },
            trace: { type: 'string' },
            errors: {
              type: 'array',
              items: { type: 'object', properties: { path: { type: 'string' }, reason: { type: 'string' } } },
            },
          },
        },
      },
    },
  };
}
