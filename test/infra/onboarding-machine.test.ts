import { describe, expect, it } from 'vitest';
import { synthesise } from './synthesised.ts';

const made = synthesise();

type Json = Record<string, unknown>;
interface State {
  readonly Type: 'Task' | 'Map' | 'Pass' | 'Choice' | 'Succeed';
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Resource?: string;
  readonly Parameters?: Json;
  readonly ResultSelector?: Json;
  readonly ResultPath?: string | null;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly ItemProcessor?: Machine;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const machine = (): { machine: Machine; input: Json } => {
  const [found] = made.ofType('AWS::StepFunctions::StateMachine');
  const given = found?.resource.Properties.DefinitionString;
  const parts: unknown[] = typeof given === 'string' ? [given] : given['Fn::Join'][1];
  const [rule] = made.ofType('AWS::Events::Rule').filter(({ stack }) => stack === 'Keys');
  const template: string = rule?.resource.Properties.Targets[0].InputTransformer.InputTemplate;
  return {
    machine: JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'pool')).join('')),
    input: JSON.parse(template.replace(/<[^>]+>/, '"cam-my"')),
  };
};

/** What AWS holds, and the errors with which it says that something is there or is not. */
class Aws {
  readonly keys: { id: string; spec: unknown; rotates: boolean }[] = [];
  readonly aliases = new Map<string, string>();
  readonly groups = new Set<string>();
  calls = 0;

  call(resource: string, input: Json): Json {
    this.calls++;
    switch (resource.replace('arn:aws:states:::aws-sdk:', '')) {
      case 'kms:describeKey': {
        const id = this.aliases.get(String(input['KeyId']));
        if (id === undefined) throw new Failure('Kms.NotFoundException');
        return { KeyMetadata: { KeyId: id } };
      }
      case 'kms:createKey': {
        const id = `key-${this.keys.length + 1}`;
        this.keys.push({ id, spec: input['KeySpec'], rotates: false });
        return { KeyMetadata: { KeyId: id } };
      }
      case 'kms:createAlias': {
        const name = String(input['AliasName']);
        if (this.aliases.has(name)) throw new Failure('Kms.AlreadyExistsException');
        this.aliases.set(name, String(input['TargetKeyId']));
        return {};
      }
      case 'kms:enableKeyRotation': {
        const key = this.keys.find(({ id }) => id === input['KeyId']);
        if (!key) throw new Failure('Kms.NotFoundException');
        key.rotates = true;
        return {};
      }
      case 'cognitoidentityprovider:createGroup':
        return this.group(`pool/${input['GroupName']}`, 'CognitoIdentityProvider.GroupExistsException');
      case 'quicksight:createGroup':
        return this.group(`quicksight/${input['GroupName']}`, 'QuickSight.ResourceExistsException');
      default:
        throw new Error(`no such call ${resource}`);
    }
  }

  private group(name: string, exists: string): Json {
    if (this.groups.has(name)) throw new Failure(exists);
    this.groups.add(name);
    return {};
  }
}
class Failure extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
class Death extends Error {}

/** `$.use.spec` of a state's input; nothing deeper than the machine uses. */
const at = (path: string, data: Json): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((found, name) => (found as Json)[name], data);
function spoken(text: string, data: Json): unknown {
  const format = /^States\.Format\('([^']*)', (.*)\)$/.exec(text);
  if (!format) return at(text, data);
  const values = (format[2] ?? '').split(', ').map((path) => String(at(path, data)));
  return (format[1] ?? '').replace(/\{\}/g, () => values.shift() ?? '');
}
const filled = (template: Json, data: Json): Json =>
  Object.fromEntries(
    Object.entries(template).map(([name, value]) => {
      if (name.endsWith('.$')) return [name.slice(0, -2), spoken(String(value), data)];
      if (Array.isArray(value)) return [name, value.map((one) => filled(one as Json, data))];
      return [name, value];
    }),
  );

/** Runs the machine; `deadAfter` calls its run ends, whatever it was doing. */
function run({ StartAt, States }: Machine, input: Json, aws: Aws, deadAfter: number): void {
  let data = input;
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: State | undefined = States[name];
    if (!state) throw new Error(`no state ${name}`);
    name = state.Next;
    if (state.Type === 'Map') {
      for (const item of at(state.ItemsPath ?? '', data) as unknown[]) {
        const selector = state.ItemSelector ?? {};
        const chosen = filled(selector, { ...data, Map: { Item: { Value: item } } });
        if (state.ItemProcessor) run(state.ItemProcessor, chosen, aws, deadAfter);
      }
    } else if (state.Type === 'Choice') {
      const choice = state.Choices?.find(({ Variable, StringEquals }) => at(Variable, data) === StringEquals);
      name = choice?.Next ?? state.Default;
    } else if (state.Type === 'Task') {
      if (aws.calls === deadAfter) throw new Death();
      try {
        const result = aws.call(state.Resource ?? '', filled(state.Parameters ?? {}, data));
        if (state.ResultPath) {
          data = { ...data, [state.ResultPath.slice(2)]: filled(state.ResultSelector ?? {}, result) };
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const caught = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error.code));
        if (!caught) throw error;
        name = caught.Next;
      }
    }
    if (state.End) return;
  }
}

const whole = {
  aliases: ['seal', 'digest', 'sign'].map((use) => `alias/smart-hospital/cam-my/${use}`),
  groups: expect.arrayContaining(['pool/cam-my:admin', 'pool/cam-my:doctor', 'pool/cam-my:cashier']),
};
const heldBy = (aws: Aws) => ({ aliases: [...aws.aliases.keys()], groups: [...aws.groups] });
/** Only keys that an alias names are ever used. */
const named = (aws: Aws) => aws.keys.filter(({ id }) => [...aws.aliases.values()].includes(id));

describe('what AWS must hold for a hospital', () => {
  it('is made by one run: three named keys, of which the sealing one rotates, and every group', () => {
    const aws = new Aws();
    const { machine: definition, input } = machine();
    run(definition, input, aws, Number.POSITIVE_INFINITY);
    expect(heldBy(aws)).toEqual(whole);
    expect([...aws.groups].filter((group) => group.startsWith('quicksight/'))).toHaveLength(1);
    expect(named(aws).filter(({ rotates }) => rotates)).toMatchObject([{ spec: 'SYMMETRIC_DEFAULT' }]);
  });
  it('is whole after a second run, whichever call the first one died behind, and nothing is doubled', () => {
    const { machine: definition, input } = machine();
    const once = new Aws();
    run(definition, input, once, Number.POSITIVE_INFINITY);
    for (let deadAfter = 0; deadAfter < once.calls; deadAfter++) {
      const aws = new Aws();
      expect(() => run(definition, input, aws, deadAfter)).toThrow(Death);
      run(definition, input, aws, Number.POSITIVE_INFINITY);
      expect(heldBy(aws), `dead after ${deadAfter} calls`).toEqual(heldBy(once));
      expect(
        named(aws).map(({ spec, rotates }) => ({ spec, rotates })),
        `dead after ${deadAfter} calls`,
      ).toEqual(named(once).map(({ spec, rotates }) => ({ spec, rotates })));
    }
    console.info(`${once.calls} points at which a run may end`);
  });
});
