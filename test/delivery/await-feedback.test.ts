import { expect, test } from 'vitest';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { awaitFeedback } from '#functions/delivery/await-feedback.ts';
import type { DeliveryResult, DeliveryStore } from '#functions/delivery/delivery-store.ts';

const now = 1_800_000_000_000;
const message = {} as DeliveryMessage;
const claimed = {} as DeliveryRecord;

const finishedWith = async (withinSeconds: number, result: DeliveryResult) => {
  const results: DeliveryResult[] = [];
  const finish: DeliveryStore['finish'] = async (_, __, given) => {
    results.push(given);
    return undefined;
  };
  const send = async () => ({ kind: 'sent', provider: 'SES' }) as const;
  const providers = [
    { name: 'SES', send, feedbackWithinSeconds: withinSeconds, isShared: true },
    { name: 'SILENT', send, feedbackWithinSeconds: 0, isShared: true },
  ];
  const store = awaitFeedback({ finish } as DeliveryStore, providers, () => now);
  await store.finish(message, claimed, result);
  return results;
};

test('what is UNCERTAIN is noted with the time until which feedback may settle it', async () => {
  expect(await finishedWith(3_600, { status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT' })).toEqual([
    { status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT', settlesBy: now + 3_600_000 },
  ]);
});

test('what its provider never speaks of again is final at once', async () => {
  const result: DeliveryResult = { status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT' };
  expect(await finishedWith(0, result)).toEqual([result]);
});

test('it is the provider that may have it whose word is awaited; of a copy that died, anybody', async () => {
  const result: DeliveryResult = { status: 'UNCERTAIN', provider: 'SILENT' };
  expect(await finishedWith(3_600, result)).toEqual([result]);
  expect(await finishedWith(3_600, { ...result, provider: 'SES' })).toMatchObject([
    { settlesBy: now + 3_600_000 },
  ]);
});

test.each(['SENT', 'FAILED', 'RETRYING'] as const)('what is %s awaits nothing', async (status) => {
  expect(await finishedWith(3_600, { status })).toEqual([{ status }]);
});
