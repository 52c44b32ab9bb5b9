import { resolve } from 'node:path';
import { openProvince } from './province.ts';
import { seed, seedHospitals } from './seed.ts';

const folder = resolve(process.env['DATA_DIR'] ?? '.data');
const port = Number(process.env['PORT'] ?? 8080);

const province = await openProvince({ folder, port });
await seed(province.url);

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
