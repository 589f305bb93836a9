import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LoopbackServer, serveLoopback } from '#local/outbox/loopback.ts';

const require = createRequire(import.meta.url);
const swaggerUi = (file: string) =>
  readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), file));
const document = () => readFileSync(new URL('../../docs/openapi.json', import.meta.url));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Herald: the API</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<main id="reference"><noscript>The page needs JavaScript; <a href="openapi.json">the document itself</a> does not.</noscript></main>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`;

// A call must be signed, which a page cannot do without the secret: it shows, and does not try out.
const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  supportedSubmitMethods: [],
});
`;

const files: Readonly<Record<string, readonly [type: string, read: () => string | Buffer]>> = {
  '/': ['text/html; charset=utf-8', () => page],
  '/start.js': ['text/javascript', () => start],
  '/openapi.json': ['application/json', document],
  '/swagger-ui.css': ['text/css', () => swaggerUi('swagger-ui.css')],
  '/swagger-ui-bundle.js': ['text/javascript', () => swaggerUi('swagger-ui-bundle.js')],
};

/** Shows docs/openapi.json as a page, all of it from this machine. */
export const startApiReference = (port: number): Promise<LoopbackServer> =>
  serveLoopback(port, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = files[pathname];
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n');
      return;
    }
    const [type, read] = file;
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy':
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    });
    response.end(read());
  });
