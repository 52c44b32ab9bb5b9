import type { Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Device, DeviceState } from './device.ts';

/** A certificate that a device of this hospital has or had. It is never forgotten, so that it can't be brought twice. */
export interface Pinned {
  readonly fingerprint: string;
  readonly device: string;
  readonly pem: string;
  /** SHA-256 of the public key (DER of its SubjectPublicKeyInfo), lower-case hex. */
  readonly key: string;
}

/** All devices of a hospital, some hundreds at most, lie together in order of their serials. */
const everyDevice = 'DEVICES';
const deviceKey = (device: string): Key => ({ pk: everyDevice, sk: device });
const certificateKey = (fingerprint: string): Key => ({ pk: `CERTIFICATE#${fingerprint}`, sk: 'CERTIFICATE' });
const publicKeyKey = (key: string): Key => ({ pk: `PUBLIC-KEY#${key}`, sk: 'PUBLIC-KEY' });
const triesKey = (claim: string): Key => ({ pk: `CLAIM#${claim}`, sk: 'TRIES' });
const assertionKey = (fingerprint: string, jti: string): Key => ({ pk: `ASSERTION#${fingerprint}`, sk: jti });
/** Sorts behind a serial and before every serial that is longer: serials hold letters, digits and hyphens only. */
const behind = (device: string): string => `${device} `;

export const devices = (table: Table) => ({
  find: (device: string): Promise<Item<Device> | undefined> => table.get<Device>(deviceKey(device)),
  /** In order of their serials; `after` is the last serial of the page before. */
  async list(
    state: DeviceState | undefined,
    limit: number,
    after: string | undefined,
  ): Promise<{ devices: Device[]; next: string | undefined }> {
    const place = state === undefined ? { pk: everyDevice } : { index: 'index1' as const, pk: `STATE#${state}` };
    const from = after === undefined ? {} : { from: behind(after) };
    const page = await table.query<Device>({ ...place, ...from, limit });
    const listed = page.items.map((item) => item.value);
    return { devices: listed, next: page.next === undefined ? undefined : listed.at(-1)?.device };
  },
  certificate: async (fingerprint: string): Promise<Pinned | undefined> =>
    (await table.get<Pinned>(certificateKey(fingerprint)))?.value,
  keyWasUsed: async (key: string): Promise<boolean> => (await table.get(publicKeyKey(key))) !== undefined,
  assertionWasUsed: async (fingerprint: string, jti: string): Promise<boolean> =>
    (await table.get(assertionKey(fingerprint, jti))) !== undefined,
  tries: async (claim: string): Promise<number> =>
    (await table.get<{ count: number }>(triesKey(claim)))?.value.count ?? 0,
  /** Counts a try, also one that leads to a refusal, which saves nothing else. */
  countTry: (claim: string): Promise<number> => table.next(triesKey(claim)),
});

export const putDevice = (device: Device, expect: Put['expect']): Put => ({
  key: deviceKey(device.device),
  value: device,
  expect,
  index1: { pk: `STATE#${device.state}`, sk: device.device },
});

/** Takes certificate and public key for this device for ever. */
export const putPinned = (pinned: Pinned): Put[] => [
  { key: certificateKey(pinned.fingerprint), value: pinned, expect: 'absent' },
  { key: publicKeyKey(pinned.key), value: { device: pinned.device }, expect: 'absent' },
];

/** @param expires Unix seconds after which the assertion is too old anyway */
export const putAssertion = (fingerprint: string, jti: string, expires: number): Put => ({
  key: assertionKey(fingerprint, jti),
  value: {},
  expect: 'absent',
  expires,
});
