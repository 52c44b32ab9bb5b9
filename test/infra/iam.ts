/** A small judge of IAM policies: Allow and Deny, the conditions that our policies use, and policy variables. */

export interface Statement {
  readonly Effect?: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request; an array is a key with several values. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);
const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

const wild = (text: string): string => escaped(text).replaceAll('*', '.*').replaceAll('?', '.');
/** Patterns without a variable mean the same in every request; a grid asks them a million times. */
const fixed = new Map<string, RegExp>();

/** `*` is any run of characters, `?` one. Text that came from a policy variable is taken literally. */
function isLike(pattern: string, value: string, context: Asked['context']): boolean {
  if (!pattern.includes('${')) {
    const known = fixed.get(pattern) ?? new RegExp(`^${wild(pattern)}$`, 's');
    fixed.set(pattern, known);
    return known.test(value);
  }
  let resolved = true;
  const parts = pattern.split(/(\$\{[^}]+\})/).map((part) => {
    const variable = /^\$\{([^}]+)\}$/.exec(part)?.[1];
    if (variable === undefined) return wild(part);
    const known = context[variable];
    // A variable without a value makes the whole pattern match nothing.
    if (typeof known !== 'string') resolved = false;
    return escaped(typeof known === 'string' ? known : '')
      .replaceAll('*', '\\*')
      .replaceAll('?', '\\?');
  });
  return resolved && new RegExp(`^${parts.join('')}$`, 's').test(value);
}

const isSame = (wanted: string, value: string, context: Asked['context']): boolean =>
  isLike(wanted.replace(/[*?]/g, ''), value, context) && !/[*?]/.test(wanted);

function holds(operator: string, key: string, wanted: readonly string[], context: Asked['context']): boolean {
  const found = context[key];
  if (operator === 'Null') return (found === undefined) === (wanted[0] === 'true');
  const [set, plain] = operator.includes(':') ? operator.split(':') : [undefined, operator];
  const matches =
    plain === 'StringLike' || plain === 'ArnLike'
      ? isLike
      : plain === 'StringEquals' || plain === 'Bool'
        ? isSame
        : undefined;
  if (!matches) throw new Error(`the judge does not know ${operator}`);
  const fits = (value: string): boolean => wanted.some((pattern) => matches(pattern, value, context));
  if (set === 'ForAllValues') return listOf(found ?? []).every(fits);
  if (found === undefined) return false;
  return set === 'ForAnyValue' ? listOf(found).some(fits) : typeof found === 'string' && fits(found);
}

function applies({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Asked): boolean {
  const resources = typeof Resource === 'string' ? [Resource] : Array.isArray(Resource) ? Resource : [];
  return (
    listOf(Action).some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase(), context)) &&
    resources.some((pattern) => typeof pattern === 'string' && isLike(pattern, resource, context)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, key, listOf(wanted), context)),
    )
  );
}

/** True when a statement allows the request and none denies it. */
export function isAllowed(statements: readonly Statement[], asked: Asked): boolean {
  const applying = statements.filter((statement) => applies(statement, asked));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}
