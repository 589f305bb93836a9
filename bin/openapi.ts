import { writeFileSync } from 'node:fs';
import { openApiText } from '../openapi/document.ts';

// npm run openapi: writes docs/openapi.json; a test fails when it is not what this would write.
writeFileSync(new URL('../docs/openapi.json', import.meta.url), openApiText());
console.log('Wrote docs/openapi.json');
