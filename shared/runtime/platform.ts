import { relayOf } from './lambda.ts';

/** From every table's stream to the bus; it belongs to no context. */
export const relay = /* @__PURE__ */ relayOf();
