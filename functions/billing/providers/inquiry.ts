import type { ReadGateway, ReadNotice } from './notice.ts';

/**
 * What a provider answered. `rows` are the movements as it wrote them, each to be read by itself; `not-yet` and `failed`
 * are its words on one payment; `unknown` is anything that tells nothing: no answer, an error, a wrong signature.
 */
export type Answered =
  | { readonly outcome: 'told'; readonly rows: readonly string[] }
  | { readonly outcome: 'not-yet' | 'failed' | 'unknown' };

export type ReadRow = (row: string, receivedAt: Date) => ReadNotice | ReadGateway;

export const unknown = { outcome: 'unknown' } as const;
