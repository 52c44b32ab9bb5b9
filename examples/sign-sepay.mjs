// The signature SePay sends over the body on standard input: `sign-sepay.mjs SECRET TIMESTAMP`
// (developer.sepay.vn, "Authenticate": HMAC-SHA256 over `timestamp.rawBody`, in hex).
import { createHmac } from 'node:crypto';

const [secret, timestamp] = process.argv.slice(2);
const mac = createHmac('sha256', secret).update(`${timestamp}.`);
for await (const part of process.stdin) mac.update(part);
console.log(`sha256=${mac.digest('hex')}`);
