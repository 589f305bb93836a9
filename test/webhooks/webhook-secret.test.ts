import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signWebhook } from '#functions/webhooks/sign-webhook.ts';
import {
  deriveWebhookSecret,
  newestVersion,
  rotateVersions,
  signingVersions,
} from '#functions/webhooks/webhook-secret.ts';

const master = 'a master secret';
const hour = 3_600_000;

test('gives each user and each version a secret of their own, the same every time', () => {
  const secrets = [
    deriveWebhookSecret(master, 'ada', 1),
    deriveWebhookSecret(master, 'ada', 2),
    deriveWebhookSecret(master, 'bob', 1),
    deriveWebhookSecret('another', 'ada', 1),
    // Neither id nor version says where one ends.
    deriveWebhookSecret(master, 'ada:1', 2),
    deriveWebhookSecret(master, 'ada', 12),
  ];
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(deriveWebhookSecret(master, 'ada', 1)).toBe(secrets[0]);
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  }
});

test('signs by the first version until somebody rotates', () => {
  expect(newestVersion(undefined)).toBe(1);
  expect(signingVersions(undefined, 0)).toEqual([1]);
});

test('signs by the old version as well for 24 hours, and not longer', () => {
  const versions = rotateVersions(undefined, 1_000);
  expect(newestVersion(versions)).toBe(2);
  expect(signingVersions(versions, 1_000)).toEqual([2, 1]);
  expect(signingVersions(versions, 1_000 + 24 * hour - 1)).toEqual([2, 1]);
  expect(signingVersions(versions, 1_000 + 24 * hour)).toEqual([2]);
});

test('cuts nobody off who has the version before two rotations in a row', () => {
  const first = rotateVersions(undefined, 0);
  expect(signingVersions(rotateVersions(first, hour), hour)).toEqual([3, 2, 1]);
  const later = rotateVersions(first, 25 * hour);
  expect(signingVersions(later, 25 * hour)).toEqual([3, 2]);
});

test('signs at most four times, however often somebody rotates', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 * hour }), { minLength: 1, maxLength: 20 }),
      (gaps) => {
        let now = 0;
        let versions: ReturnType<typeof rotateVersions> | undefined;
        for (const gap of gaps) {
          now += gap;
          const before = newestVersion(versions);
          versions = rotateVersions(versions, now);
          const signing = signingVersions(versions, now);
          expect(signing.length).toBeLessThanOrEqual(4);
          expect(signing.slice(0, 2)).toEqual([before + 1, before]);
        }
      },
    ),
    { numRuns: 50 },
  );
});

const request = { id: 'ntf_1-WEBHOOK-x', body: '{"type":"ORDER_SHIPPED"}' };

test('signs so that the reference library accepts each secret of a rotation', () => {
  const secrets = [2, 1].map((version) => deriveWebhookSecret(master, 'ada', version));
  const headers = signWebhook({ ...request, at: Date.now() }, secrets);
  expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  for (const secret of secrets) {
    expect(new Webhook(secret).verify(request.body, headers)).toEqual({ type: 'ORDER_SHIPPED' });
  }
});

test('signs so that the reference library refuses what is not ours', () => {
  const secret = deriveWebhookSecret(master, 'ada', 1);
  const headers = signWebhook({ ...request, at: Date.now() }, [secret]);
  const receiver = new Webhook(secret);
  expect(() => receiver.verify(`${request.body} `, headers)).toThrow('No matching signature');
  expect(() => receiver.verify(request.body, { ...headers, 'webhook-id': 'other' })).toThrow();
  const stranger = new Webhook(deriveWebhookSecret(master, 'bob', 1));
  expect(() => stranger.verify(request.body, headers)).toThrow('No matching signature');
  const old = signWebhook({ ...request, at: Date.now() - hour }, [secret]);
  expect(() => receiver.verify(request.body, old)).toThrow('too old');
});

test('signs what the reference library would', () => {
  const secret = deriveWebhookSecret(master, 'ada', 1);
  const at = 1_700_000_000_999;
  expect(signWebhook({ ...request, at }, [secret])).toEqual({
    'webhook-id': request.id,
    'webhook-timestamp': '1700000000',
    'webhook-signature': new Webhook(secret).sign(request.id, new Date(at), request.body),
  });
});
