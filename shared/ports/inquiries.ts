/** The payment providers that may be asked, and nobody else: no text of a hospital or a request ever names a host. */
export const inquiryHosts = [
  'my.sepay.vn',
  'oauth.casso.vn',
  'merchant.vnpay.vn',
  'payment.momo.vn',
  'openapi.zalopay.vn',
] as const;

/** A question to a payment provider; asking it changes nothing there. */
export interface Inquiry {
  readonly host: (typeof inquiryHosts)[number];
  /** Begins with a slash; with the query. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface InquiryAnswer {
  readonly status: number;
  readonly body: string;
}

/** The way out to payment providers, for questions on the state of a payment. */
export interface Inquiries {
  /** Undefined when no whole answer came within five seconds: nothing is known then. */
  ask(inquiry: Inquiry): Promise<InquiryAnswer | undefined>;
}
