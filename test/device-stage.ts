import { createHash, X509Certificate } from 'node:crypto';
import * as jose from 'jose';
import type { Reply, Stage } from './stage.ts';
import { makeCertificate, newKeyPair } from './x509.ts';

/** The machine's side: its key, its certificate, and what it signs. */
export function aMachine(serial: string, now: Date, years = 2) {
  const keys = newKeyPair();
  const from = new Date(now.getTime() - 3_600_000);
  const to = new Date(from.getTime() + years * 365 * 86_400_000);
  const certificate = makeCertificate({ keys, names: [serial], from, to });
  const digest = createHash('sha256').update(new X509Certificate(certificate).raw).digest();
  let signed = 0;
  return {
    serial,
    keys,
    certificate,
    fingerprint: digest.toString('hex'),
    /** A client assertion as it should be, save for what is told otherwise. */
    assertion(
      at: Date,
      told: {
        header?: object;
        claims?: Record<string, unknown>;
        key?: jose.CryptoKey | ReturnType<typeof newKeyPair>['privateKey'];
      } = {},
    ): Promise<string> {
      const iat = Math.floor(at.getTime() / 1000);
      return new jose.SignJWT({
        iss: serial,
        sub: serial,
        aud: 'urn:smart-hospital:device-sessions',
        iat,
        exp: iat + 60,
        jti: `assertion-${++signed}`,
        ...told.claims,
      })
        .setProtectedHeader({ alg: 'ES256', 'x5t#S256': digest.toString('base64url'), ...told.header })
        .sign(told.key ?? keys.privateKey);
    },
  };
}
export type Machine = ReturnType<typeof aMachine>;

/** The administrator's and the machine's requests, as a hospital puts a device up. */
export const deviceDoors = (stage: Stage) => ({
  register: (serial: string, more: object = {}, hospital = stage.hospital as string): Promise<Reply> =>
    stage.request('POST /v1/devices', { serial, kind: 'kiosk', place: 'noi', ...more }, { as: 'admin', hospital }),
  async code(device: string, hospital = stage.hospital as string): Promise<string> {
    const reply = await stage.request('PUT /v1/devices/{device}/claim-code', { device }, { as: 'admin', hospital });
    return reply.body.code;
  },
  enrol: ({ serial, certificate }: Machine, code: string): Promise<Reply> =>
    stage.request('POST /v1/device-claims/{serial}/enrolment', { serial, code, certificate }),
  read: async (device: string, hospital = stage.hospital as string) =>
    (await stage.request('GET /v1/devices/{device}', { device }, { as: 'admin', hospital })).body,
  revoke: (device: string, reason = 'stolen', hospital = stage.hospital as string): Promise<Reply> =>
    stage.request('POST /v1/devices/{device}/revocation', { device, reason }, { as: 'admin', hospital }),
  session: (fingerprint: string, assertion: string): Promise<Reply> =>
    stage.request('PUT /v1/device-sessions/{fingerprint}', { fingerprint, assertion }),
  renewal: (fingerprint: string, assertion: string, certificate: string): Promise<Reply> =>
    stage.request('POST /v1/device-certificates/{fingerprint}/renewal', { fingerprint, assertion, certificate }),
});
