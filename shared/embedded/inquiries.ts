import type { Inquiries } from '../ports/inquiries.ts';
import { askOverTls } from '../runtime/ask-over-tls.ts';

/** The way out of the one machine. */
export const fetchedInquiries = (): Inquiries => ({ ask: askOverTls });
