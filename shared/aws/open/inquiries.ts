import type { Inquiries } from '../../ports/inquiries.ts';
import { fetchedInquiries } from '../inquiries.ts';

/** Questions to payment providers; they need no right of the tenant. */
export const openInquiries = (): Inquiries => fetchedInquiries();
