import { expect, test } from 'vitest';
import { compileInThread } from '#functions/mjml/compile-in-thread.ts';

const inColumn = (content: string) =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
const good = inColumn('<mj-text>Hello</mj-text>');
/** What no stack holds. */
const deep = inColumn(`<mj-text>${'<div>'.repeat(9000)}${'</div>'.repeat(9000)}</mj-text>`);

test('compiles each source once', async () => {
  const other = inColumn('<mj-text>Bonjour</mj-text>');
  const compiled = await compileInThread([good, other, good]);
  expect([...compiled.keys()]).toEqual([good, other]);
  expect(compiled.get(other)).toMatchObject({
    kind: 'compiled',
    html: expect.stringContaining('Bonjour'),
  });
});

test('starts no thread for nothing', async () => {
  expect((await compileInThread([])).size).toBe(0);
});

test('a source that the compiler does not survive is refused, and the next draft knows nothing of it', async () => {
  const compiled = await compileInThread([good, deep, `${good} `]);
  expect([...compiled.values()].map(({ kind }) => kind)).toEqual([
    'compiled',
    'refused',
    'refused',
  ]);
  expect(compiled.get(deep)).toMatchObject({
    problems: [{ message: expect.stringContaining('nests too deep') }],
  });
  expect((await compileInThread([good])).get(good)?.kind).toBe('compiled');
});

test('a source that takes too long is refused in time', async () => {
  const compiled = await compileInThread([good], 0);
  expect(compiled.get(good)).toMatchObject({
    problems: [{ message: expect.stringContaining('comes to too much') }],
  });
});
