/** What of a JSON Schema decides whether an old message still fits: objects, lists, and everything else as it is. */
interface Shape {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
}

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null;

/** All of a shape but its parts, which are compared one by one; the title is for people. */
const rest = (shape: Shape): string => {
  const { properties: _, required: __, items: ___, ...own } = shape;
  return JSON.stringify(
    Object.entries(own)
      .filter(([name]) => name !== 'title')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

/**
 * What keeps `today` from being the same version of an event as `published`, path by path; empty when it is. Within a
 * version only optional fields may be added: nothing removed or renamed, no type or set of words changed, nothing
 * newly required, nothing required become optional.
 */
export function breaks(published: unknown, today: unknown, path = 'data'): string[] {
  if (!isShape(published) || !isShape(today)) return [`${path} is no schema`];
  if (rest(published) !== rest(today)) return [`${path} has another type`];
  const found: string[] = [];
  const before = published.required ?? [];
  const now = today.required ?? [];
  for (const name of now) if (!before.includes(name)) found.push(`${path}.${name} is newly required`);
  for (const [name, shape] of Object.entries(published.properties ?? {})) {
    const known = today.properties?.[name];
    if (!known) found.push(`${path}.${name} is gone`);
    else if (before.includes(name) && !now.includes(name)) found.push(`${path}.${name} is no longer required`);
    else found.push(...breaks(shape, known, `${path}.${name}`));
  }
  if (published.items || today.items) found.push(...breaks(published.items, today.items, `${path}[]`));
  return found;
}

/** The names of all fields of a schema, at any depth and in every alternative. */
export function fieldsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldsOf);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([word, part]) =>
    word === 'properties' && isShape(part)
      ? [...Object.keys(part), ...Object.values(part).flatMap(fieldsOf)]
      : fieldsOf(part),
  );
}
