import { beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import { functionName } from '../../infra/names.ts';
import { type Flow, flows } from '../../infra/stacks/events.ts';
import type { EventContract } from '../../shared/kernel/events.ts';
import { eventType } from '../../shared/kernel/events.ts';
import { reactionsOf, routesOf } from '../../shared/runtime/house.ts';
import { synthesise } from './synthesised.ts';

let made: ReturnType<typeof synthesise>;
beforeAll(() => {
  made = synthesise();
}, 90_000);

const doorsOf = (context: string) => Object.values(registry.find(({ name }) => name === context)?.doors ?? {});
const named = ({ from, to, by }: Flow): string => `${from} -> ${to} by ${typeof by === 'string' ? by : by.name}`;
const onBus = flows.filter(
  (flow): flow is Flow & { by: EventContract } => typeof flow.by === 'object' && flow.by.kind === 'event',
);

/** The rules that carry an event into a context's stack, each with the function at its end. */
function arrivals(context: string, event: EventContract): string[] {
  const stack = context.charAt(0).toUpperCase() + context.slice(1);
  const of = (type: string) => made.ofType(type).filter((found) => found.stack === stack);
  const rules = of('AWS::Events::Rule').filter(
    ({ resource }) =>
      JSON.stringify(resource.Properties.EventPattern) ===
      JSON.stringify({ source: [event.name.split('.')[0]], 'detail-type': [eventType(event)] }),
  );
  return rules.flatMap(({ resource }) => {
    expect(resource.Properties.State).toBe('ENABLED');
    const [target] = resource.Properties.Targets;
    const mapping = of('AWS::Lambda::EventSourceMapping').find(
      (found) => JSON.stringify(found.resource.Properties.EventSourceArn) === JSON.stringify(target.Arn),
    );
    expect(mapping?.resource.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    const consumer = mapping?.resource.Properties.FunctionName['Fn::GetAtt'][0];
    const lambda = made.resources.find(({ stack: where, id }) => where === stack && id === consumer);
    return [lambda?.resource.Properties.FunctionName];
  });
}

describe('the flows of a visit', () => {
  it.each(onBus.map((flow) => [named(flow), flow] as const))(
    '%s goes from the emitting door to a function',
    (_, flow) => {
      const emitting = doorsOf(flow.from).some((door) => 'emits' in door && door.emits.includes(flow.by));
      expect(emitting, 'a door of the source emits it').toBe(true);
      const reacting = reactionsOf(registry).filter(({ context, door }) => context === flow.to && door.on === flow.by);
      expect(reacting.length).toBeGreaterThan(0);
      expect(arrivals(flow.to, flow.by)).toEqual(reacting.map(({ name }) => functionName(flow.to, name)));
    },
  );

  it.each(flows.filter(({ by }) => typeof by === 'string').map((flow) => [named(flow), flow] as const))(
    '%s is a route of that context which they may use',
    (_, { from, to, by }) => {
      const placed = routesOf(registry).find(({ door }) => door.route === by);
      expect(placed?.context).toBe(to);
      const role = from === 'bank' ? 'provider' : from;
      expect(placed?.door.who === 'anyone' || placed?.door.who.some((who) => who === role)).toBe(true);
      const keys = made.ofType('AWS::ApiGatewayV2::Route').map(({ resource }) => resource.Properties.RouteKey);
      expect(keys).toContain(by);
    },
  );

  it('include the questions that a door of the target asks and a door of the source answers', () => {
    for (const { from, to, by } of flows) {
      if (typeof by === 'string' || by.kind !== 'question') continue;
      expect(doorsOf(from).some((door) => door.kind === 'answer' && door.to === by)).toBe(true);
      expect(doorsOf(to).some((door) => 'asks' in door && door.asks.includes(by))).toBe(true);
    }
  });

  it('name every reaction there is, so that none is hung by accident', () => {
    const hung = reactionsOf(registry).map(
      ({ context, door }) => `${door.on.name.split('.')[0]} ${door.on.name} ${context}`,
    );
    expect(new Set(onBus.map(({ from, to, by }) => `${from} ${by.name} ${to}`))).toEqual(new Set(hung));
  });

  it.each([
    ['kiosk', 'billing'],
    ['kiosk', 'records'],
    ['kiosk', 'analytics'],
    ['bank', 'analytics'],
    ['operator', 'records'],
  ])('lead from the %s to %s', (from, to) => {
    const reached = new Set([from]);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const flow of flows) if (reached.has(flow.from)) reached.add(flow.to);
    }
    expect(reached).toContain(to);
  });

  it('start at the tables: each stream feeds the relay with new outbox items only', () => {
    const mappings = made.ofType('AWS::Lambda::EventSourceMapping').filter(({ stack }) => stack === 'Events');
    expect(mappings).toHaveLength(registry.length);
    for (const { resource } of mappings) {
      const { FilterCriteria, FunctionResponseTypes, DestinationConfig, StartingPosition } = resource.Properties;
      expect(JSON.parse(FilterCriteria.Filters[0].Pattern)).toEqual({
        eventName: ['INSERT'],
        dynamodb: { NewImage: { event: { S: [{ exists: true }] } } },
      });
      expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(DestinationConfig.OnFailure.Destination).toBeDefined();
      expect(StartingPosition).toBe('TRIM_HORIZON');
    }
  });

  it('are kept for replay: the archive takes the events of every context', () => {
    const [archive] = made.ofType('AWS::Events::Archive');
    expect(archive?.resource.Properties.EventPattern.source.toSorted()).toEqual(
      registry.map(({ name }) => name).toSorted(),
    );
  });
});
