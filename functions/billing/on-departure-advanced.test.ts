import { describe, expect, it } from 'vitest';
import { walkOut } from '../../test/departure-stage.ts';
import { openStage } from '../../test/stage.ts';
import { billing } from './index.ts';
import { opened } from './opened.ts';
import { sealRaw } from './raw-notice.ts';

describe('billing of a hospital that leaves', () => {
  it('hands over all, and keeps its books and what they were written from', async () => {
    expect(
      await walkOut(billing, [
        { pk: 'CHANNEL#c-1' },
        { pk: 'BILL#b-1' },
        { pk: 'IMPORT-KIND#billing.price-import-continued' },
        { pk: 'JOURNAL#2026-11-24#0' },
        { pk: 'RECEIPT#r-1' },
        { pk: 'SERIES#BL#2026' },
        { pk: 'TRANSFER#FT1' },
      ]),
    ).toEqual({
      handed: [
        'BILL#b-1',
        'CHANNEL#c-1',
        'IMPORT-KIND#billing.price-import-continued',
        'JOURNAL#2026-11-24#0',
        'RECEIPT#r-1',
        'SERIES#BL#2026',
        'TRANSFER#FT1',
      ],
      custody: [],
      left: ['BILL#b-1', 'JOURNAL#2026-11-24#0', 'RECEIPT#r-1', 'SERIES#BL#2026', 'TRANSFER#FT1'],
      removed: 2,
    });
  });
  it('hands over the notices of banks readable, and no secret of a channel', async () => {
    const stage = openStage({ contexts: [billing] });
    const { keys } = await stage.embedded.ports(stage.hospital, 'billing');
    const raw = await sealRaw(Buffer.from('{"content":"HD1"}'), keys);
    expect(await opened(keys)({ raw })).toEqual({ raw: Buffer.from('{"content":"HD1"}').toString('base64') });
    expect(await opened(keys)({ channel: 'c-1', sealed: ['secret'] })).toBeUndefined();
    await stage.close();
  });
});
