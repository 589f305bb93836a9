import { expect, test } from 'vitest';
import type { EngagementMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { ProblemError } from '#core/problem.ts';
import { engagementRoute } from '#functions/api/notifications/engagement-route.ts';
import { createDispatch } from '#platform/http-dispatch.ts';

const now = Date.parse('2026-11-23T12:00:00.000Z');
const notificationId = `ntf_${'0'.repeat(25)}`;
const deliveryId = `${notificationId}-PUSH-abcdefghij`;

/** Tells of a delivery that is so; what is published then, and answered. */
const tell = async (is: Partial<DeliveryRecord>, body: unknown = { deliveryId, kind: 'READ' }) => {
  const record: NotificationRecord = {
    notificationId,
    status: 'ROUTED',
    templateId: 'WELCOME',
    category: 'account',
    priority: 'HIGH',
    recipientKey: 'USER#ada',
    createdAt: now,
    expiresAt: now + 86_400_000,
    deliveries: {
      'PUSH-abcdefghij': {
        channel: 'PUSH',
        status: 'SENT',
        address: '***',
        attempt: 1,
        round: 0,
        ...is,
      },
    },
    timeline: [],
  };
  const published: Omit<EngagementMessage, 'schemaVersion'>[] = [];
  const deps = {
    notifications: {
      get: async (id: string) => (id === notificationId ? record : undefined),
    },
    publishEngagement: async (told: Omit<EngagementMessage, 'schemaVersion'>) => {
      published.push(told);
    },
    now: () => now,
  };
  const dispatch = createDispatch([engagementRoute]);
  const answer = await dispatch(
    {
      method: 'POST',
      path: `/notifications/${notificationId}/engagement`,
      headers: { 'content-type': 'application/json' },
      query: {},
      body: JSON.stringify(body),
      caller: '000000000000/app',
      requestId: 'r',
    },
    deps,
  ).catch((error: unknown) => {
    if (error instanceof ProblemError) return error;
    throw error;
  });
  return { answer, published };
};

test.each(['SEEN', 'OPENED', 'CLICKED', 'READ'])(
  'that somebody has %s a push is told',
  async (kind) => {
    const { answer, published } = await tell({}, { deliveryId, kind });
    expect(answer).toMatchObject({
      status: 202,
      body: { notificationId, deliveryId, kind, at: '2026-11-23T12:00:00.000Z' },
    });
    expect(published).toEqual([{ deliveryId, engagement: [{ kind, at: now }] }]);
  },
);

test.each<readonly [string, Partial<DeliveryRecord>, unknown, string]>([
  ['what waits for its turn', { status: 'HELD', attempt: 0 }, undefined, 'NOT_SENT'],
  ['what was cancelled before', { status: 'CANCELLED', attempt: 0 }, undefined, 'NOT_SENT'],
  ['what is in an inbox', { channel: 'IN_APP' }, undefined, 'IN_INBOX'],
  [
    'another delivery',
    {},
    { deliveryId: `${notificationId}-PUSH-0000000000`, kind: 'READ' },
    'UNKNOWN_DELIVERY',
  ],
  [
    'a delivery of another notification',
    {},
    { deliveryId: `ntf_${'1'.repeat(25)}-PUSH-abcdefghij`, kind: 'READ' },
    'UNKNOWN_DELIVERY',
  ],
  ['no id of any', {}, { deliveryId: 'x', kind: 'READ' }, 'UNKNOWN_DELIVERY'],
])('of %s nothing is told', async (_, is, body, code) => {
  const { answer, published } = await tell(is, body);
  expect(answer).toMatchObject({
    code: 'INVALID_REQUEST',
    errors: [{ pointer: '/deliveryId', code }],
  });
  expect(published).toEqual([]);
});

test.each(['UNSUBSCRIBED', 'OPENED_BY_MACHINE', 'HARD_BOUNCED', undefined])(
  'the kind %s is not an app\u2019s to tell',
  async (kind) => {
    const { answer, published } = await tell({}, { deliveryId, kind });
    expect(answer).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(published).toEqual([]);
  },
);

test('what may have arrived is told to have been read, though its provider did not say so', async () => {
  const { published } = await tell({ status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT' });
  expect(published).toHaveLength(1);
});
