import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ApiRefusal } from '../../bin/herald/api-client.ts';
import { pullTemplates } from '../../bin/herald/pull-templates.ts';
import { pushTemplates } from '../../bin/herald/push-templates.ts';

const about = { category: 'orders', dataSchema: { type: 'object' }, sample: {} };

/** Folders of templates that say these words, and a stage that answers by method and path. */
const world = (
  folders: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, unknown>>,
) => {
  const root = mkdtempSync(join(tmpdir(), 'herald-push-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, words] of Object.entries(folders)) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'template.json'), JSON.stringify(about));
    writeFileSync(join(root, name, 'sms.eta'), words);
  }
  const calls: string[] = [];
  const said: string[] = [];
  const call = async (method: string, path: string) => {
    calls.push(`${method} ${path}`);
    const answer = answers[`${method} ${path}`];
    if (answer === undefined) throw new ApiRefusal(404, `${method} ${path}: 404 NOT_FOUND`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const tell = (line: string) => said.push(line);
  return { root, calls, said, call, tell };
};

const content = (words: string) => ({ ...about, content: { default: { SMS: { text: words } } } });
const inOrder = { problems: [] };
const wrong = { problems: [{ pointer: '/content/default/SMS/text', detail: 'Line 1.' }] };

test('one template that cannot be pushed does not keep the others back, and is counted', async () => {
  const { root, said, call, tell } = world(
    { 'in-code': 'a', 'not-a_name': 'b', 'well-made': 'c', wrong: 'd' },
    {
      'PUT /templates/IN_CODE/draft': new ApiRefusal(409, 'PUT: 409 TEMPLATE_IN_CODE'),
      'PUT /templates/WELL_MADE/draft': inOrder,
      'POST /templates/WELL_MADE/publish': { version: 1, latestVersion: 1 },
      'PUT /templates/WRONG/draft': wrong,
    },
  );
  writeFileSync(join(root, 'not-a_name', 'template.json'), '{');
  const failures = await pushTemplates(root, call, { percent: 100, isDryRun: false, tell });
  expect(failures).toBe(3);
  expect(said).toEqual([
    'IN_CODE: PUT: 409 TEMPLATE_IN_CODE',
    'NOT_A_NAME: not-a_name/template.json is not JSON',
    'WELL_MADE: version 1 is sent',
    'WRONG /content/default/SMS/text: Line 1.',
    'WRONG: the draft is kept, and cannot be published',
    '4 templates, 3 not in order',
  ]);
});

test('a dry run writes nothing, and tells what readers would get', async () => {
  const { root, calls, said, call, tell } = world(
    { made: 'Goodbye', newer: 'Hi', same: 'Hi' },
    {
      'GET /templates/MADE': { version: 3 },
      'GET /templates/MADE/versions/3': content('Hello'),
      'PUT /templates/MADE/draft?dryRun=true': inOrder,
      'PUT /templates/NEWER/draft?dryRun=true': wrong,
      'GET /templates/SAME': { version: 1 },
      'GET /templates/SAME/versions/1': content('Hi'),
      'PUT /templates/SAME/draft?dryRun=true': inOrder,
    },
  );
  expect(await pushTemplates(root, call, { percent: 100, isDryRun: true, tell })).toBe(1);
  expect(said).toEqual([
    'MADE: changes what version 3 says',
    '  /content/default/SMS/text (changed)',
    '    - Hello',
    '    + Goodbye',
    'NEWER: new, nothing of it is published',
    'NEWER /content/default/SMS/text: Line 1.',
    'NEWER: it cannot be published',
    'SAME: says what version 1 says',
    '3 templates, 1 not in order',
  ]);
  expect(calls.filter((one) => !one.startsWith('GET ') && !one.includes('dryRun'))).toEqual([]);
});

test('who replaces what somebody is working on is told whose it was', async () => {
  const answers = {
    'GET /templates/MADE/draft': {
      ...content('Theirs'),
      updatedAt: '2026-11-25',
      updatedBy: 'them',
    },
    'PUT /templates/MADE/draft': inOrder,
    'GET /templates/MADE': { version: 1 },
  };
  const theirs = world(
    { made: 'Mine' },
    { ...answers, 'GET /templates/MADE/versions/1': content('Old') },
  );
  const push = ({ root, call, tell }: typeof theirs) =>
    pushTemplates(root, call, { percent: undefined, isDryRun: false, tell });
  expect(await push(theirs)).toBe(0);
  expect(theirs.said).toEqual([
    'MADE: replaces the unpublished draft of them, 2026-11-25',
    'MADE: drafted',
  ]);
  const published = world(
    { made: 'Mine' },
    { ...answers, 'GET /templates/MADE/versions/1': content('Theirs') },
  );
  await push(published);
  expect(published.said).toEqual(['MADE: drafted']);
});

test('pulling tells what it would change, changes it, and has then nothing to do', async () => {
  const { root, said, call, tell } = world(
    { made: 'Old' },
    { 'GET /templates/MADE': { version: 2 }, 'GET /templates/MADE/versions/2': content('New') },
  );
  const pull = (isDryRun: boolean) =>
    pullTemplates(root, call, {
      templateIds: ['MADE', 'GONE', '../evil'],
      isDraft: false,
      isDryRun,
      tell,
    });
  expect(await pull(true)).toBe(2);
  expect(readFileSync(join(root, 'made', 'sms.eta'), 'utf8')).toBe('Old');
  expect(said).toContain('  sms.eta (changed)');
  await pull(false);
  expect(readFileSync(join(root, 'made', 'sms.eta'), 'utf8')).toBe('New');
  said.length = 0;
  await pull(false);
  expect(said).toEqual([
    `MADE: version 2 is in ${join(root, 'made')} already`,
    'GONE: GET /templates/GONE: 404 NOT_FOUND',
    '../evil: is no id of a template',
    '3 templates, 2 not in order',
  ]);
});

test.each(['nowhere', 'empty'])(
  'a folder without templates is refused by name: %s',
  async (name) => {
    const { root, call, tell } = world({}, {});
    mkdirSync(join(root, 'empty'));
    const push = pushTemplates(join(root, name), call, {
      percent: undefined,
      isDryRun: false,
      tell,
    });
    await expect(push).rejects.toThrow(name);
  },
);
