import { expect, test } from 'vitest';
import { openOutbox } from '#local/outbox/outbox.ts';
import { createDataDir, createOutbox, messageWith } from './fixture.ts';

test('lists messages in the order in which they came, whatever their ids', () => {
  const outbox = createOutbox();
  for (const id of ['c', 'a', 'b']) outbox.add(messageWith({ id }));
  expect(outbox.list().map(({ id }) => id)).toEqual(['c', 'a', 'b']);
});

test('lists one channel alone', () => {
  const outbox = createOutbox();
  outbox.add(messageWith({ id: 'mail' }));
  outbox.add(messageWith({ id: 'sms', channel: 'SMS', to: '+14155550123' }));
  expect(outbox.list('SMS').map(({ id }) => id)).toEqual(['sms']);
});

test('gives back a message with all that it has', () => {
  const outbox = createOutbox();
  const message = messageWith({ headers: { 'X-Kind': 'test' }, fate: 'BOUNCED', detail: '550' });
  outbox.add(message);
  expect(outbox.find(message.id)).toEqual(message);
  expect(outbox.find('unknown')).toBeUndefined();
});

test('keeps a message with its reports and notes, also for the next process', () => {
  const dataDir = createDataDir();
  const first = openOutbox(dataDir);
  first.add(messageWith(), [{ source: 'ses', body: { eventType: 'Send' } }], { tags: ['a'] });
  first.close();
  const second = openOutbox(dataDir);
  expect(second.list()).toEqual([messageWith()]);
  expect(second.notesOf('mail-1')).toEqual({ tags: ['a'] });
  expect(second.pendingReports('ses', 10)).toEqual([{ number: 1, body: { eventType: 'Send' } }]);
  second.close();
});

test('keeps neither message nor reports when one of them cannot be kept', () => {
  const outbox = createOutbox();
  outbox.add(messageWith());
  const report = { source: 'ses', body: {} };
  expect(() => outbox.add(messageWith(), [report])).toThrow(/UNIQUE/);
  const unwritable = { source: 'ses', body: 1n };
  expect(() => outbox.add(messageWith({ id: 'mail-2' }), [report, unwritable])).toThrow(/BigInt/);
  expect(outbox.list()).toHaveLength(1);
  expect(outbox.pendingReports('ses', 10)).toEqual([]);
});

test('hands out the reports of one source, oldest first, until they are removed', () => {
  const outbox = createOutbox();
  for (const body of ['first', 'second', 'third']) outbox.addReport({ source: 'ses', body });
  outbox.addReport({ source: 'sms', body: 'of another' });
  expect(outbox.pendingReports('ses', 2).map(({ body }) => body)).toEqual(['first', 'second']);
  outbox.removeReport(1);
  expect(outbox.pendingReports('ses', 2).map(({ body }) => body)).toEqual(['second', 'third']);
});

test('tells of every write until nobody listens', () => {
  const outbox = createOutbox();
  let changes = 0;
  const forget = outbox.onChange(() => {
    changes += 1;
  });
  outbox.add(messageWith());
  outbox.addReport({ source: 'ses', body: {} });
  expect(changes).toBe(2);
  forget();
  outbox.addReport({ source: 'ses', body: {} });
  expect(changes).toBe(2);
});

test('finds the newest of a channel and a part of the recipient, in whatever case', () => {
  const outbox = createOutbox();
  for (const [index, to] of ['ada@x.example', 'ADA@y.example', 'bob@x.example'].entries()) {
    outbox.add(messageWith({ id: `mail-${index}`, to }));
    outbox.add(messageWith({ id: `push-${index}`, channel: 'PUSH', to }));
  }
  const idsOf = (search: Parameters<typeof outbox.newest>[0], limit = 10) =>
    outbox.newest(search, limit).map(({ id }) => id);
  expect(idsOf({}, 2)).toEqual(['push-2', 'mail-2']);
  expect(idsOf({ channel: 'EMAIL' })).toEqual(['mail-2', 'mail-1', 'mail-0']);
  expect(idsOf({ channel: 'PUSH', recipient: 'Ada@' })).toEqual(['push-1', 'push-0']);
  // A search is for text: these would match anything where they were patterns.
  expect(idsOf({ recipient: '%' })).toEqual([]);
  expect(outbox.counts('x.example')).toEqual(
    new Map([
      ['EMAIL', 2],
      ['PUSH', 2],
    ]),
  );
});
