import { resolve } from 'node:path';
import { StartFault } from '../shared/embedded/keys.ts';
import { openProvince, type Province } from './province.ts';
import { seed, seedHospitals } from './seed.ts';

const folder = resolve(process.env['DATA_DIR'] || '.data');
const port = process.env['PORT'] || '8080';

/** What a person who starts the server can do about it; undefined for a fault that is ours. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof StartFault) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: stop what listens there, or set PORT to another`;
    case 'EACCES':
    case 'EPERM':
      return `no right to use ${folder} or port ${port}: set DATA_DIR or PORT to others`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${folder} is not a folder: set DATA_DIR to one`;
    case 'ERR_SQLITE_ERROR':
      return `${folder} holds no database that this program can open (${message})`;
    default:
      return undefined;
  }
}

async function open(): Promise<Province> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new StartFault(`PORT=${port} is not a port`);
  const province = await openProvince({ folder, port: Number(port) });
  await seed(province.url);
  return province;
}

const province = await open().catch((error: unknown) => {
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  console.error(`cannot start: ${reason}`);
  process.exit(1);
});

console.log(`ready ${province.url}`);
console.log(
  [
    ['start page', province.url],
    ['API pages', `${province.url}/docs`],
    ['OpenAPI', `${province.url}/openapi.json`],
    ['health', `${province.url}/health`],
    ['a token to play with', `POST ${province.url}/local/token {"persona":"doctor","hospital":"long-khanh"}`],
    ['hospitals', seedHospitals.map((hospital) => hospital.code).join(', ')],
    ['data', folder],
    ['one whole visit', `BASE_URL=${province.url} examples/visit.sh`],
  ]
    .map(([what, where]) => `  ${(what ?? '').padEnd(22)}${where}`)
    .join('\n'),
);

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void province.close().then(() => process.exit(0));
  });
}
