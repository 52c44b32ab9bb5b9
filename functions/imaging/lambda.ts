import { readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { imaging } from './index.ts';

export const imagingReads = /* @__PURE__ */ readsOf(imaging);
export const imagingWrites = /* @__PURE__ */ writesOf(imaging);
