import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Template } from './contract.ts';
import {
  expectProblem,
  makeUser,
  send,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs, target } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';

const newId = () => uniqueLabel('MADE').toUpperCase().replaceAll('-', '_');

const dataSchema = {
  type: 'object',
  required: ['name', 'items'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 100 },
    items: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 100 } },
  },
};

const draftOf = (words: string, more: object = {}) => ({
  category: 'orders',
  dataSchema,
  sample: { name: 'Ada', items: ['tea', 'jam'] },
  content: {
    default: {
      EMAIL: {
        subject: `${words} for <%= it.name %>`,
        html: `<p>${words}, <%= it.name %></p><ul><% for (const item of it.items) { %><li><%= item %></li><% } %></ul>`,
        text: `${words}, <%= it.name %>: <%= list(it.items) %>`,
      },
      SMS: { text: `${words}, <%= it.name %>` },
    },
    fr: { SMS: { text: 'Bonjour <%= it.name %>' } },
  },
  ...more,
});

const put = (templateId: string, body: object) =>
  call('PUT', `/templates/${templateId}/draft`, { body });
const act = (templateId: string, action: string, body?: object) =>
  call('POST', `/templates/${templateId}/${action}`, body === undefined ? {} : { body });

/** Runs the command, as `npm run herald` does. */
const herald = (...args: readonly string[]): Promise<{ code: number; said: string }> => {
  const { accessKeyId, secretAccessKey, sessionToken } = target.credentials;
  const env = {
    ...process.env,
    HERALD_API_URL: target.apiUrl,
    HERALD_REGION: target.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/herald.ts', ...args], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, said: stdout + stderr.replace(`On ${target.apiUrl}\n`, '') });
    });
  });
};

/** What is kept of a pointer for a few seconds has been read anew. */
const letItBeKnown = (readAt: number) =>
  new Promise((resolve) => setTimeout(resolve, readAt + 3_100 - performance.now()));

const mailOf = async (templateId: string, version: number) => {
  const data = { name: 'Zoë', items: ['<b>', 'B'] };
  const recipientIdentifier = uniqueAddress();
  const promise = await send({ templateId, recipientType: 'EMAIL', recipientIdentifier, data });
  const { templateVersion } = await waitForStatus(promise.notificationId);
  expect(templateVersion).toBe(version);
  return waitForMail(recipientIdentifier);
};

needs('outbox')('a draft is published, sent, published again and rolled back', async () => {
  const templateId = newId();
  const unknown = { templateId, recipientType: 'EMAIL', recipientIdentifier: uniqueAddress() };
  expectProblem(
    await call('POST', '/notifications/send', { body: unknown }),
    400,
    'INVALID_REQUEST',
  );

  const drafted = await put(templateId, draftOf('Hello'));
  expect(drafted.body, drafted.text).toMatchObject({ problems: [], category: 'orders' });
  expectProblem(await call('GET', `/templates/${templateId}`), 404, 'NOT_FOUND');
  const published = Template.parse((await act(templateId, 'publish')).body);
  expect(published).toMatchObject({ version: 1, source: 'API', channels: ['EMAIL', 'SMS'] });
  expect(Template.parse((await act(templateId, 'publish')).body)).toEqual(published);

  const mail = await mailOf(templateId, 1);
  expect(mail.subject).toBe('Hello for Zoë');
  expect(mail.html).toContain('<li>&lt;b&gt;</li><li>B</li>');
  expect(mail.text).toContain('Hello, Zoë: <b> and B');

  const lacking = { ...unknown, data: { name: 'Zoë' }, channels: ['PUSH'] };
  const refused = await call('POST', '/notifications/send', { body: lacking });
  const readAt = performance.now();
  expect(expectProblem(refused, 400, 'INVALID_REQUEST').errors).toMatchObject([
    { pointer: '/data/items', code: 'MISSING_FIELD' },
    { pointer: '/channels/0', code: 'NO_CONTENT' },
  ]);

  const { content } = draftOf('Goodbye');
  const { text: _, ...EMAIL } = content.default.EMAIL;
  const goodbye = { ...content, default: { ...content.default, EMAIL } };
  await put(templateId, draftOf('Goodbye', { content: goodbye }));
  expect((await call('GET', `/templates/${templateId}/diff`)).body).toMatchObject({
    from: 1,
    to: 'draft',
    changes: expect.arrayContaining([
      {
        pointer: '/content/default/SMS/text',
        kind: 'CHANGED',
        lines: [
          { kind: 'removed', text: 'Hello, <%= it.name %>' },
          { kind: 'added', text: 'Goodbye, <%= it.name %>' },
        ],
      },
    ]),
  });
  expectProblem(await call('GET', `/templates/${templateId}/diff?to=9`), 404, 'NOT_FOUND');
  expect((await act(templateId, 'publish', {})).body).toMatchObject({ version: 2 });
  await letItBeKnown(readAt);
  expect(await mailOf(templateId, 2)).toMatchObject({
    subject: 'Goodbye for Zoë',
    text: expect.stringContaining('Goodbye, Zoë\n\n * <b>\n * B'),
  });
  expect((await act(templateId, 'rollback')).body).toMatchObject({ version: 1 });
  expectProblem(await act(templateId, 'rollback', { version: 9 }), 409, 'NOTHING_TO_RELEASE');
  // Another function, which has not read the pointer before.
  const data = { name: 'Zoë', items: [] };
  const tried = await call('POST', '/notifications/simulate', { body: { ...unknown, data } });
  expect(tried.body, tried.text).toMatchObject({
    channels: [{ channel: 'EMAIL', content: { subject: 'Hello for Zoë' } }],
  });

  const versions = await call('GET', `/templates/${templateId}/versions`);
  expect(versions.body).toMatchObject({
    items: [
      { version: 2, isPublished: false, releases: [{ action: 'PUBLISH' }] },
      { version: 1, isPublished: true, releases: [{ action: 'PUBLISH' }, { action: 'ROLL_BACK' }] },
    ],
  });
  expect((await call('GET', `/templates/${templateId}/versions/2`)).body).toMatchObject({
    content: goodbye,
    createdBy: expect.stringMatching(/^\d{12}\//),
  });
});

test('a rollout is moved, and a user keeps their version', async () => {
  const templateId = newId();
  await put(templateId, draftOf('Old'));
  await act(templateId, 'publish');
  expectProblem(await act(templateId, 'rollout', { percent: 10 }), 409, 'NOTHING_TO_RELEASE');
  await put(templateId, draftOf('New'));
  expect((await act(templateId, 'publish', { percent: 10 })).body).toMatchObject({
    version: 1,
    rollout: { version: 2, percent: 10 },
  });
  expect((await act(templateId, 'rollout', { percent: 100 })).body).toMatchObject({ version: 2 });
  const { userId } = await makeUser({ locale: 'fr-CA' });
  const body = { templateId, recipientType: 'USER_ID', recipientIdentifier: userId };
  const data = { name: 'Zoë', items: [] };
  const tried = await call('POST', '/notifications/simulate', { body: { ...body, data } });
  expect(tried.body, tried.text).toMatchObject({
    channels: [{ channel: 'EMAIL', content: { subject: 'New for Zoë' } }],
  });
});

needs('outbox')('a test sends the draft to one person, and to nobody else', async () => {
  const templateId = newId();
  const recipientIdentifier = uniqueAddress();
  const to = { recipientType: 'EMAIL', recipientIdentifier };
  expectProblem(await act(templateId, 'test-send', to), 404, 'NOT_FOUND');
  await put(templateId, draftOf('Hello'));
  const sent = await act(templateId, 'test-send', { ...to, version: 'draft' });
  expect(sent, sent.text).toMatchObject({ status: 202, body: { status: 'ACCEPTED', version: 1 } });
  expect((await waitForMail(recipientIdentifier)).subject).toBe('Hello for Ada');
  const send = { templateId, ...to, data: { name: 'Zoë', items: [] } };
  expectProblem(await call('POST', '/notifications/send', { body: send }), 400, 'INVALID_REQUEST');
  expect((await act(templateId, 'publish')).body).toMatchObject({ version: 1 });
});

test('a draft says what is wrong with it, and where; it is kept, and not published', async () => {
  const templateId = newId();
  const { content } = draftOf('Hello');
  const SMS = { text: 'Hello <%= it.name %>,\nyou owe <%= it.total %>.' };
  const wrong = draftOf('Hello', { content: { ...content, default: { SMS } } });
  const problem = {
    pointer: '/content/default/SMS/text',
    code: 'INVALID_SOURCE',
    line: 2,
    column: 13,
  };
  expect((await put(templateId, wrong)).body).toMatchObject({ problems: [problem] });
  expect((await call('GET', `/templates/${templateId}/draft`)).body).toMatchObject({
    content: wrong.content,
    problems: [problem],
  });
  const refused = expectProblem(await act(templateId, 'publish'), 400, 'INVALID_REQUEST');
  expect(refused.errors).toMatchObject([problem]);
  expect(refused.detail).toContain('it.total is not declared');

  for (const source of [
    "<%= it.constructor.constructor('return process')() %>",
    '<%= globalThis.process.env.AWS_SECRET_ACCESS_KEY %>',
    "<% it.name = 'x' %>",
    "<%= import('node:fs') %>",
    '<%~ it.name %>',
  ]) {
    await put(templateId, draftOf('', { content: { default: { SMS: { text: source } } } }));
    const { errors } = expectProblem(await act(templateId, 'publish'), 400, 'INVALID_REQUEST');
    expect(errors?.[0], source).toMatchObject({ code: 'INVALID_SOURCE', line: 1 });
  }
  expectProblem(await put(templateId, draftOf('', { critical: true })), 400, 'INVALID_REQUEST');
});

test('of two who write one draft the second is told, and what was read is what is published', async () => {
  const templateId = newId();
  const path = `/templates/${templateId}/draft`;
  const tried = await call('PUT', `${path}?dryRun=true`, { body: draftOf('Tried') });
  expect(tried.body, tried.text).toMatchObject({ problems: [] });
  expectProblem(await call('GET', path), 404, 'NOT_FOUND');

  const mine = await put(templateId, draftOf('Mine'));
  const headers = { 'if-match': mine.headers.get('etag') ?? '' };
  const body = draftOf('Theirs');
  const theirs = await call('PUT', path, { body, headers });
  expect(theirs.status, theirs.text).toBe(200);
  const late = await call('PUT', path, { body: draftOf('Mine, again'), headers });
  expectProblem(late, 412, 'VERSION_CONFLICT');
  const publish = `/templates/${templateId}/publish`;
  expectProblem(await call('POST', publish, { headers }), 412, 'VERSION_CONFLICT');
  const read = await call('GET', path);
  expect(read.body).toMatchObject(body);
  const seen = { 'if-match': read.headers.get('etag') ?? '' };
  expect((await call('POST', publish, { headers: seen })).body).toMatchObject({ version: 1 });

  const both = await Promise.all([
    put(templateId, draftOf('Both')).then(() => act(templateId, 'publish')),
    put(templateId, draftOf('Both')).then(() => act(templateId, 'publish')),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect((await call('GET', `/templates/${templateId}`)).body).toMatchObject({ version: 2 });
});

test('a preview renders every channel, of drafts and of templates in code', async () => {
  const templateId = newId();
  await put(templateId, draftOf('Hello “there”, this is said at some length for a text message'));
  expectProblem(await act(templateId, 'preview'), 404, 'NOT_FOUND');
  const french = { version: 'draft', locale: 'fr-CA', data: { name: 'Zoë', items: [] } };
  const preview = await act(templateId, 'preview', french);
  expect(preview.body, preview.text).toMatchObject({
    version: 'draft',
    channels: [
      { channel: 'EMAIL', content: { html: expect.stringContaining('Zoë') } },
      {
        channel: 'SMS',
        content: { text: 'Bonjour Zoë' },
        smsParts: { encoding: 'UCS-2', parts: 1 },
      },
    ],
  });
  const wrongData = await act(templateId, 'preview', { version: 'draft', data: { name: 1 } });
  expectProblem(wrongData, 400, 'INVALID_REQUEST');
  expect((await act('ORDER_CONFIRMATION', 'preview')).body).toMatchObject({
    version: 1,
    channels: expect.arrayContaining([expect.objectContaining({ channel: 'EMAIL' })]),
  });
});

test('template folders are pushed, published, and pulled as they were', async () => {
  const templateId = newId();
  const { content, ...about } = draftOf('Hello');
  const name = templateId.toLowerCase().replaceAll('_', '-');
  const folder = mkdtempSync(join(tmpdir(), 'herald-templates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, name, 'fr'), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(folder, name, file), text);
  const { EMAIL, SMS } = content.default;
  write('template.json', JSON.stringify(about));
  write('email.html.eta', `subject: ${EMAIL.subject}\n---\n${EMAIL.html}`);
  write('email.text.eta', EMAIL.text);
  write('sms.eta', SMS.text);
  write('fr/sms.eta', 'Bonjour <%= it.nom %>');

  expect(await herald('push', folder, '--percent', 'all')).toMatchObject({
    code: 2,
    said: expect.stringContaining('from 0 to 100, not all'),
  });
  const wrong = await herald('push', folder, '--publish');
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('it.nom is not declared') });
  write('fr/sms.eta', content.fr.SMS.text);
  expect((await herald('push', folder, '--dry-run')).said).toBe(
    `${templateId}: new, nothing of it is published\n`,
  );
  const pushed = await herald('push', folder, '--publish');
  expect(pushed).toEqual({ code: 0, said: expect.stringMatching(/: version 1 is sent\n$/) });
  expect(pushed.said).toContain('replaces the unpublished draft of ');
  expect(await herald('push', folder, '--publish')).toEqual({
    code: 0,
    said: `${templateId}: version 1 is sent\n`,
  });
  write('sms.eta', 'Goodbye, <%= it.name %>');
  const { said } = await herald('push', folder, '--dry-run');
  expect(said).toContain('changes what version 1 says\n  /content/default/SMS/text (changed)\n');
  expect(said).toContain('    - Hello, <%= it.name %>\n    + Goodbye, <%= it.name %>\n');
  expect((await herald('pull', folder, templateId, '--dry-run')).said).toContain(
    '  sms.eta (changed)\n',
  );
  expect(readFileSync(join(folder, name, 'sms.eta'), 'utf8')).toContain('Goodbye');
  rmSync(join(folder, name), { recursive: true });
  expect(await herald('pull', folder, templateId)).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, name, 'fr', 'sms.eta'), 'utf8')).toBe(content.fr.SMS.text);
});

test('a template in code is read-only, and stands in the same list', async () => {
  for (const answer of [
    await put('ORDER_CONFIRMATION', draftOf('Mine')),
    await act('ORDER_CONFIRMATION', 'publish'),
    await act('ORDER_CONFIRMATION', 'rollback'),
  ]) {
    expectProblem(answer, 409, 'TEMPLATE_IN_CODE');
  }
  const inCode = '/templates/ORDER_CONFIRMATION';
  const deployed = Template.parse((await call('GET', inCode)).body);
  expect(deployed).toMatchObject({ source: 'CODE', createdBy: 'deployment' });
  const { version } = deployed;
  const kept = await call('GET', `${inCode}/versions`);
  expect(kept.body, kept.text).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ version, source: 'CODE', isPublished: true }),
    ]),
  });
  expect((await call('GET', `${inCode}/versions/${version}`)).body).toMatchObject({
    source: 'CODE',
    content: { default: { SMS: { text: expect.any(String) } } },
  });
  expect((await call('GET', `${inCode}/diff?from=${version}&to=${version}`)).body).toMatchObject({
    changes: [],
  });
  expectProblem(await call('GET', `${inCode}/diff`), 409, 'TEMPLATE_IN_CODE');
  const past = await act('ORDER_CONFIRMATION', 'preview', { version: version + 1 });
  expectProblem(past, 404, 'NOT_FOUND');
  const templateId = newId();
  const huge = { type: 'object', properties: { n: { type: 'number', maximum: 1e300 } } };
  const made = { category: 'promotions', dataSchema: huge, sample: { n: 1e-200 } };
  await put(templateId, draftOf('', { ...made, content: { default: { SMS: { text: 'Hi' } } } }));
  await act(templateId, 'publish');
  const listed = await call('GET', '/templates?limit=100&category=promotions&channel=SMS');
  expect(listed.body).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ templateId, source: 'API', ...made }),
      expect.objectContaining({ templateId: 'HOLIDAY_PROMOTION', source: 'CODE' }),
    ]),
  });
  expectProblem(await call('PATCH', `/templates/${templateId}/draft`), 405, 'METHOD_NOT_ALLOWED');
  for (const [query, pointer] of [
    ['channel=FAX', '/query/channel'],
    ['category=nope', '/query/category'],
  ]) {
    const { errors } = expectProblem(
      await call('GET', `/templates?${query}`),
      400,
      'INVALID_REQUEST',
    );
    expect(errors?.[0]?.pointer).toBe(pointer);
  }
  const badId = await put('parcel-waits', draftOf('Hello'));
  expect(expectProblem(badId, 400, 'INVALID_REQUEST').detail).toContain('UPPER_SNAKE');
});

test('what is taken back is sent no more, is known by its versions, and can be revived', async () => {
  const templateId = newId();
  await put(templateId, draftOf('Hello'));
  await act(templateId, 'publish');

  const languages = await call('GET', `/templates/${templateId}/languages?locales=fr,de-AT`);
  expect(languages.body, languages.text).toMatchObject({
    version: 1,
    languages: expect.arrayContaining([
      expect.objectContaining({ locale: 'de-AT', isComplete: false }),
    ]),
  });
  expect(await call('GET', `/templates/${templateId}/languages?locales=nowhere-`)).toMatchObject({
    status: 400,
  });

  expect(await call('DELETE', `/templates/${templateId}`)).toMatchObject({ status: 204 });
  expectProblem(await call('DELETE', `/templates/${templateId}`), 404, 'NOT_FOUND');
  expectProblem(await call('GET', `/templates/${templateId}`), 404, 'NOT_FOUND');
  const body = {
    templateId,
    recipientType: 'EMAIL',
    recipientIdentifier: uniqueAddress(),
    data: { name: 'Zoë', items: [] },
  };
  const refused = await call('POST', '/notifications/simulate', { body });
  expect(expectProblem(refused, 400, 'INVALID_REQUEST').errors).toMatchObject([
    { pointer: '/templateId', code: 'UNKNOWN_TEMPLATE' },
  ]);
  const { body: versions } = await call('GET', `/templates/${templateId}/versions`);
  expect(versions).toMatchObject({
    items: [
      {
        version: 1,
        isPublished: false,
        releases: [{ action: 'PUBLISH' }, { action: 'UNPUBLISH' }],
      },
    ],
  });

  expect((await act(templateId, 'rollback')).body).toMatchObject({ version: 1 });
  expectProblem(await call('DELETE', '/templates/ORDER_CONFIRMATION'), 409, 'TEMPLATE_IN_CODE');
});
