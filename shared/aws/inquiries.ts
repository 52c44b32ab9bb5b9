import type { Inquiries } from '../ports/inquiries.ts';
import { askOverTls } from '../runtime/ask-over-tls.ts';

/** The way out of a function, which stands in no private network. */
export const fetchedInquiries = (): Inquiries => ({ ask: askOverTls });
