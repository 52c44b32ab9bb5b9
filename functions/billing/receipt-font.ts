import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const path = '@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf';

/** The letters of receipts, as TrueType. The build of Lambda's bundles puts the packed font in this module's place. */
export const receiptFont = (): Uint8Array => readFileSync(createRequire(import.meta.url).resolve(path));
