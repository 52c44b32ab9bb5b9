import { readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { identity } from './index.ts';

export const identityReads = /* @__PURE__ */ readsOf(identity);
export const identityWrites = /* @__PURE__ */ writesOf(identity);
