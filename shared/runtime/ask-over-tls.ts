import { type Inquiry, type InquiryAnswer, inquiryHosts } from '../ports/inquiries.ts';

const timeoutMs = 5_000;
/** 100 movements are some 50 kB. */
const mostBytes = 1_000_000;

async function bodyOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Asks over TLS, follows no redirect, and reads at most 1 MB. @throws Error when the address is none of the providers' */
export async function askOverTls({ host, path, method, headers, body }: Inquiry): Promise<InquiryAnswer | undefined> {
  if (!inquiryHosts.includes(host) || !path.startsWith('/')) throw new Error('not an address that may be asked');
  try {
    const response = await fetch(`https://${host}${path}`, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    const text = await bodyOf(response);
    return text === undefined ? undefined : { status: response.status, body: text };
  } catch {
    return undefined;
  }
}
