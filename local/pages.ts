import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const web = join(root, 'web');
const swagger = join(root, 'node_modules', 'swagger-ui-dist');

/** Files that CloudFront serves from the web bucket in the cloud. */
export const pages: readonly { path: string; file: string; contentType: string }[] = [
  { path: '/', file: join(web, 'index.html'), contentType: 'text/html; charset=utf-8' },
  { path: '/docs', file: join(web, 'docs.html'), contentType: 'text/html; charset=utf-8' },
  { path: '/docs/start.js', file: join(web, 'docs.js'), contentType: 'text/javascript; charset=utf-8' },
  { path: '/docs/swagger-ui.css', file: join(swagger, 'swagger-ui.css'), contentType: 'text/css; charset=utf-8' },
  {
    path: '/docs/swagger-ui-bundle.js',
    file: join(swagger, 'swagger-ui-bundle.js'),
    contentType: 'text/javascript; charset=utf-8',
  },
];
