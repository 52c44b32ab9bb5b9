import { registry } from '../functions/registry.ts';
import { type Served, servedBy } from '../shared/runtime/lambda.ts';

/** One Lambda function: an exported handler of a context, and what it serves. */
export interface HandlerOfContext {
  readonly context: string;
  /** The export's name; it names the function, its log, its queue and its alarm. */
  readonly name: string;
  readonly served: Served;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads which functions there are from the contexts' `lambda.ts`, in the order of the registry. */
async function load(): Promise<readonly HandlerOfContext[]> {
  const loaded: HandlerOfContext[] = [];
  for (const { name: context } of registry) {
    const exported: unknown = await import(`../functions/${context}/lambda.ts`);
    if (!isRecord(exported)) continue;
    for (const [name, handler] of Object.entries(exported)) {
      const served = servedBy(handler);
      if (!served) throw new Error(`functions/${context}/lambda.ts exports ${name}, which is no handler`);
      // A context without such routes yet needs no function for them.
      if (served.doors.length > 0) loaded.push({ context, name, served });
    }
  }
  return loaded;
}

export const handlers = await load();

/** Where the build puts a handler's bundle, relative to the project. */
export const bundleFolder = ({ context, name }: { context: string; name: string }): string =>
  `dist/functions/${context}/${name}`;
