import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isAllowed, type Statement } from './iam.ts';
import { synthesise } from './synthesised.ts';

let document: { Statement: Statement[] };
beforeAll(() => {
  const policies = synthesise().ofType('AWS::IoT::Policy');
  expect(policies.map(({ stack, id }) => `${stack} ${id}`)).toEqual(['DevicePolicy Policy']);
  document = policies[0]?.resource.Properties.PolicyDocument;
}, 90_000);

const arn = (kind: string, path: string): string => `arn:aws:iot:ap-southeast-1:111111111111:${kind}/${path}`;

interface Thing {
  readonly name: string;
  readonly hospital: string;
  readonly type: 'kiosk' | 'board';
}
/** What AWS IoT Core knows of a connection whose certificate is attached to this thing; nothing when it is to none. */
const knownOf = (thing: Thing | undefined): Record<string, string> =>
  thing === undefined
    ? { 'iot:Connection.Thing.IsAttached': 'false' }
    : {
        'iot:Connection.Thing.IsAttached': 'true',
        'iot:Connection.Thing.ThingName': thing.name,
        'iot:Connection.Thing.ThingTypeName': thing.type,
        'iot:Connection.Thing.Attributes[hospital]': thing.hospital,
      };
const may = (thing: Thing | undefined, action: string, kind: string, path: string): boolean =>
  isAllowed(document.Statement, { action: `iot:${action}`, resource: arn(kind, path), context: knownOf(thing) });
const connects = (thing: Thing | undefined, client: string) => may(thing, 'Connect', 'client', client);
const publishes = (thing: Thing | undefined, topic: string) => may(thing, 'Publish', 'topic', topic);
const hears = (thing: Thing | undefined, topic: string) => may(thing, 'Receive', 'topic', topic);
const listens = (thing: Thing | undefined, filter: string) => may(thing, 'Subscribe', 'topicfilter', filter);

/** Whether a subscription's filter takes a topic (MQTT 5, 4.7): `+` is one level, `#` the rest and the level above. */
function takes(filter: string, topic: string): boolean {
  const [wanted, found] = [filter.split('/'), topic.split('/')];
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return at === wanted.length - 1;
    if (at >= found.length) return false;
    if (level !== '+' && level !== found[at]) return false;
  }
  return wanted.length === found.length || (wanted.length === found.length + 1 && wanted.at(-1) === '#');
}

const kiosk: Thing = { name: 'KIOSK-001', hospital: 'long-khanh', type: 'kiosk' };
const board: Thing = { name: 'BOARD-001', hospital: 'long-khanh', type: 'board' };
const strange = ['thong-nhat', 'long-khanh-2', 'long', '+', '#', '*', '$aws', ''];
const device = 'hospitals/long-khanh/devices/KIOSK-001';

describe('a device over MQTT', () => {
  it('connects as itself and as nobody else', () => {
    expect(connects(kiosk, 'KIOSK-001')).toBe(true);
    for (const client of ['KIOSK-002', 'KIOSK-0011', 'KIOSK-00', 'BOARD-001', '*', '', '+']) {
      expect(connects(kiosk, client), client).toBe(false);
    }
  });
  it('does nothing with a certificate that is attached to no thing', () => {
    expect(connects(undefined, 'KIOSK-001')).toBe(false);
    expect(connects(undefined, '')).toBe(false);
    expect(publishes(undefined, `${device}/state`)).toBe(false);
    for (const topic of [`${device}/state`, 'hospitals//devices//x', 'hospitals//boards/noi']) {
      expect(hears(undefined, topic)).toBe(false);
      expect(listens(undefined, topic)).toBe(false);
    }
  });
  it('speaks and hears under its own name at its own hospital', () => {
    expect(publishes(kiosk, `${device}/state`)).toBe(true);
    expect(hears(kiosk, `${device}/wanted`)).toBe(true);
    expect(listens(kiosk, `${device}/wanted`)).toBe(true);
    expect(listens(kiosk, `${device}/#`)).toBe(true);
  });
  it('reaches no other device of its hospital', () => {
    for (const name of ['KIOSK-002', 'KIOSK-0011', 'BOARD-001', '+', '#', '*']) {
      const topic = `hospitals/long-khanh/devices/${name}/state`;
      expect([publishes(kiosk, topic), hears(kiosk, topic), listens(kiosk, topic)], topic).toEqual([
        false,
        false,
        false,
      ]);
    }
  });
  it('reaches nothing of another hospital, not even under its own name, nor by a wildcard', () => {
    for (const hospital of strange) {
      for (const rest of ['devices/KIOSK-001/state', 'devices/KIOSK-001/#', 'boards/noi', 'boards/#', '#']) {
        const topic = `hospitals/${hospital}/${rest}`;
        for (const thing of [kiosk, board]) {
          expect([publishes(thing, topic), hears(thing, topic), listens(thing, topic)], topic).toEqual([
            false,
            false,
            false,
          ]);
        }
      }
    }
  });
  it.each(['#', '+/#', 'hospitals/#', 'hospitals/+/devices/KIOSK-001/state', '$share/all/hospitals/long-khanh/#'])(
    'does not listen to %s',
    (filter) => {
      for (const thing of [kiosk, board]) expect(listens(thing, filter)).toBe(false);
    },
  );
  it.each(['$aws/things/KIOSK-001/shadow/update', '$aws/events/presence/connected/KIOSK-001', 'hospitals', 'x'])(
    'has no business with %s',
    (topic) => {
      expect([publishes(kiosk, topic), hears(kiosk, topic), listens(kiosk, topic)]).toEqual([false, false, false]);
    },
  );
  it('may do nothing but connect, publish, receive and subscribe', () => {
    const actions = new Set(document.Statement.flatMap(({ Action }) => Action));
    expect([...actions].toSorted()).toEqual(['iot:Connect', 'iot:Publish', 'iot:Receive', 'iot:Subscribe']);
    for (const action of ['RetainPublish', 'GetThingShadow', 'UpdateThingShadow', 'ListRetainedMessages']) {
      expect(may(kiosk, action, 'topic', `${device}/state`), action).toBe(false);
    }
  });
});

describe('the boards of a hospital', () => {
  it('hear what is meant for the boards of their hospital, and say nothing there', () => {
    expect(listens(board, 'hospitals/long-khanh/boards/#')).toBe(true);
    expect(hears(board, 'hospitals/long-khanh/boards/noi')).toBe(true);
    expect(publishes(board, 'hospitals/long-khanh/boards/noi')).toBe(false);
  });
  it('share it with no kiosk', () => {
    expect(listens(kiosk, 'hospitals/long-khanh/boards/#')).toBe(false);
    expect(hears(kiosk, 'hospitals/long-khanh/boards/noi')).toBe(false);
  });
});

describe('the policy of devices', () => {
  it('fits into the 2,048 characters that AWS IoT Core allows a policy, without blanks', () => {
    expect(JSON.stringify(document).length).toBeLessThan(2_048);
  });

  const serial = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{3,39}$/);
  const hospital = fc.stringMatching(/^[a-z][a-z0-9-]{2,31}$/);
  const thing = fc.record({ name: serial, hospital, type: fc.constantFrom('kiosk' as const, 'board' as const) });

  it('keeps any two devices apart, of one hospital or of two', () => {
    fc.assert(
      fc.property(thing, thing, fc.constantFrom('state', '#', '+', 'a/b'), (mine, other, rest) => {
        fc.pre(mine.name !== other.name);
        const theirs = `hospitals/${other.hospital}/devices/${other.name}/${rest}`;
        expect(connects(mine, other.name)).toBe(false);
        expect([publishes(mine, theirs), hears(mine, theirs), listens(mine, theirs)]).toEqual([false, false, false]);
        if (mine.hospital === other.hospital) return;
        const boards = `hospitals/${other.hospital}/boards/${rest}`;
        expect([publishes(mine, boards), hears(mine, boards), listens(mine, boards)]).toEqual([false, false, false]);
      }),
    );
  });
  it('lets no filter through that takes a message which is not the device’s to hear', () => {
    const word = fc.constantFrom(
      ...['hospitals', 'long-khanh', 'thong-nhat', 'devices', 'boards', 'KIOSK-001', 'KIOSK-002', 'BOARD-001', 'x'],
    );
    // Half of the paths begin like the device's own, or hardly any would be let through.
    const head = fc.constantFrom(['hospitals', 'long-khanh'], ['hospitals', 'long-khanh', 'devices', 'KIOSK-001'], []);
    const path = (level: fc.Arbitrary<string>) =>
      fc
        .tuple(head, fc.array(level, { minLength: 1, maxLength: 6 }))
        .map(([first, rest]) => [...first, ...rest].join('/'));
    const filter = path(fc.oneof(word, fc.constantFrom('+', '#', '*', '?')));
    let passed = 0;
    fc.assert(
      fc.property(fc.constantFrom(kiosk, board), filter, path(word), (listener, asked, topic) => {
        if (!listens(listener, asked)) return;
        passed++;
        if (!takes(asked, topic)) return;
        // `#` takes the level above too (MQTT 5, 4.7.1.2); no policy lets anybody publish there.
        const above = asked.replace(/\/#$/, '') === topic;
        expect(hears(listener, topic) || above, `${asked} takes ${topic}`).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
  it('relies on names that hold no wildcard and no level, which the words of the house guarantee', () => {
    for (const sign of ['+', '#', '/', '*', '?', '$', ' ']) {
      expect(DeviceSerial.safeParse(`KIOSK${sign}1`).success, sign).toBe(false);
      expect(TenantId.safeParse(`long${sign}khanh`).success, sign).toBe(false);
    }
  });
});
