import { expect, test } from 'vitest';
import { parseWebhookUrl } from '#functions/webhooks/parse-webhook-url.ts';

test.each([
  'https://hooks.example.com/herald',
  'https://hooks.example.com:8443/herald?key=k1',
  'https://xn--mnchen-3ya.example/',
  'https://93.184.215.14/herald',
  'https://[2606:4700::1111]/herald',
])('takes %s', (text) => {
  expect(parseWebhookUrl(text, false).kind).toBe('valid');
});

test.each([
  ['herald', 'must be a URL'],
  ['/herald', 'must be a URL'],
  [`https://hooks.example.com/${'a'.repeat(2_048)}`, 'must be a URL'],
  ['http://hooks.example.com/herald', 'must begin with https://'],
  ['ftp://hooks.example.com/herald', 'must begin with https://'],
  ['file:///etc/passwd', 'must begin with https://'],
  ['https://ada:secret@hooks.example.com/', 'must not hold credentials'],
  ['https://ada@hooks.example.com/', 'must not hold credentials'],
  ['https://hooks.example.com/#part', 'must not have a fragment'],
  ['https://localhost/', 'public internet'],
  ['https://localhost./', 'public internet'],
  ['https://hooks.localhost/', 'public internet'],
  ['https://printer.local/', 'public internet'],
  ['https://metadata.google.internal/', 'public internet'],
  ['https://METADATA.INTERNAL./', 'public internet'],
  ['https://router.home.arpa/', 'public internet'],
  ['https://intranet/', 'public internet'],
  ['https://10.0.0.1/', 'public internet'],
  ['https://127.0.0.1/', 'public internet'],
  ['https://127.1/', 'public internet'],
  ['https://2130706433/', 'public internet'],
  ['https://0x7f000001/', 'public internet'],
  ['https://0177.0.0.1/', 'public internet'],
  ['https://169.254.169.254/latest/meta-data/', 'public internet'],
  ['https://[::1]/', 'public internet'],
  ['https://[::ffff:169.254.169.254]/', 'public internet'],
  ['https://[fd00:ec2::254]/', 'public internet'],
])('refuses %s: it %s', (text, why) => {
  expect(parseWebhookUrl(text, false)).toMatchObject({
    kind: 'invalid',
    detail: expect.stringContaining(why),
  });
});

test('admits http to this machine by its number where the stage says so, and nothing else', () => {
  expect(parseWebhookUrl('http://127.0.0.1:4711/hook', true).kind).toBe('valid');
  expect(parseWebhookUrl('http://127.0.0.1:4711/hook', false).kind).toBe('invalid');
  for (const text of [
    'http://127.0.0.2/',
    'http://localhost/',
    'http://[::1]/',
    'http://10.0.0.1/',
    'https://127.0.0.1/',
  ]) {
    expect(parseWebhookUrl(text, true).kind).toBe('invalid');
  }
});

test('quotes nothing of a URL that it refuses', () => {
  const check = parseWebhookUrl('https://ada:hunter2@10.0.0.1/token-1', false);
  expect(JSON.stringify(check)).not.toMatch(/ada|hunter2|10\.0|token/);
});
