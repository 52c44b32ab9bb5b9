import { noticeFound } from '../../shared/contracts/billing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { rowReader } from './ask-provider.ts';
import { channels } from './channels.ts';
import { inquiries } from './inquiries.ts';
import { textOf } from './providers/notice.ts';
import { unsealRaw } from './raw-notice.ts';
import { settleEmits } from './settle.ts';
import { settleNotice } from './take-notice.ts';

export const onNoticeFound = reaction(noticeFound, {
  summary: 'Money that a provider told of when it was asked is settled as if its callback had come',
  emits: settleEmits,
  needs: ['keys', 'directory'],
  async handle({ channel, reference }, world) {
    const kept = await channels(world.table).get(channel);
    const found = await inquiries(world.table).found(channel, reference);
    const read = kept && rowReader(kept.value);
    if (!found || !read) throw new Error(`a notice for an unknown finding at ${channel}`);
    const raw = await unsealRaw(found.value.raw, world.keys);
    const told = read(textOf(raw), new Date(found.value.at));
    if (!told.ok) throw new Error(`what was found for ${channel} can no longer be read`);
    await settleNotice(kept.value, told.notice, raw, world);
  },
});
