import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { Channel } from './channels.ts';

/** A secret that two companies know is changed each quarter. */
const longestSecretDays = 90;
const dayMs = 86_400_000;

interface SecretAge {
  /** Whole days since the newest secret came into force; undefined when that was not noted then. */
  readonly days?: number;
  /** The Vietnamese day on which it should be changed at the latest. */
  readonly rotateBy?: LocalDay;
  readonly isDue: boolean;
}

/** A secret of unknown age counts as due: nobody can say that it is young. A bank's public key is no secret. */
export function secretAge({ provider, secretAt }: Channel, now: Date): SecretAge {
  if (provider === 'signed-bank') return { isDue: false };
  if (secretAt === undefined) return { isDue: true };
  const since = Date.parse(secretAt);
  const days = Math.floor((now.getTime() - since) / dayMs);
  return {
    days,
    rotateBy: localDay(new Date(since + longestSecretDays * dayMs)),
    isDue: days >= longestSecretDays,
  };
}

/** Said once for each secret, and again after as many days as a secret may last. */
export const isDueUnsaid = (channel: Channel, now: Date): boolean =>
  channel.closedAt === undefined &&
  secretAge(channel, now).isDue &&
  (channel.dueAt === undefined || now.getTime() - Date.parse(channel.dueAt) >= longestSecretDays * dayMs);
