import { expect, test } from 'vitest';
import { templatesOf } from './synthesize.ts';

const templates = await templatesOf('dev');

/** Assets are named by the hash of their content, which is not what these snapshots are about. */
const withoutHashes = (template: unknown) =>
  JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}/g, 'HASH'));

for (const [part, template] of Object.entries(templates)) {
  test(`the ${part} stack is what it was`, async () => {
    const json = JSON.stringify(withoutHashes(template.toJSON()), null, 2);
    await expect(json).toMatchFileSnapshot(`__snapshots__/${part}.template.json`);
  });
}
