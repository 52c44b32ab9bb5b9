// Reads the QR code in a PNG file as a phone's camera would: by jsQR, which shares no code with the one that drew it.
import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';

const { data, width, height } = PNG.sync.read(readFileSync(process.argv[2]));
// Bundlers and Node disagree on what the default export of this CommonJS package is.
const decode = typeof jsQR === 'function' ? jsQR : jsQR.default;
const found = decode(new Uint8ClampedArray(data), width, height);
if (!found) {
  console.error('no QR code in the picture');
  process.exit(1);
}
process.stdout.write(found.data);
