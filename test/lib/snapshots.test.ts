import { expect, test } from 'vitest';
import { templatesOf } from './synthesize.ts';

const templates = await templatesOf('dev');

/** Assets are named by the hash of their content, which is not what these snapshots are about. */
const withoutHashes = (template: Readonly<Record<string, unknown>>) =>
  JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}/g, 'HASH'));

/** Exports come in the order in which other stacks ask for them, which means nothing. */
const inOrder = ({ Outputs = {}, ...template }: Readonly<Record<string, object>>) => ({
  ...template,
  Outputs: Object.fromEntries(
    Object.entries(Outputs).toSorted(([one], [other]) => one.localeCompare(other)),
  ),
});

for (const [part, template] of Object.entries(templates)) {
  test(`the ${part} stack is what it was`, async () => {
    const json = JSON.stringify(withoutHashes(inOrder(template.toJSON())), null, 2);
    await expect(json).toMatchFileSnapshot(`__snapshots__/${part}.template.json`);
  });
}
