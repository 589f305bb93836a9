import { EventType as TextEventType } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { EventType as MailEventType } from '@aws-sdk/client-sesv2';
import { describe, expect, test } from 'vitest';
import { EngagementKind } from '#core/feedback.ts';
import { FeedbackMessage } from '#functions/feedback/feedback-message.ts';
import type { Report } from '#functions/feedback/report.ts';
import { envelope, pushFailure, sesEvent, sesEventContents, textEvent } from './provider-events.ts';

const at = Date.parse('2026-11-23T12:00:05.000Z');
const parse = (message: unknown) => FeedbackMessage.safeParse(envelope(message)).data;
const deliveryOf = (report: Report | undefined) => {
  if (report?.kind !== 'delivery') throw new Error('is no report of a delivery');
  return report;
};
const ses = (type: string, content: object = sesEventContents(type)) =>
  deliveryOf(parse(sesEvent(type, content)));

describe('SES', () => {
  const meanings: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
    ['Send', 'ACCEPTED', undefined, undefined],
    ['Reject', 'REJECTED', 'Reject', undefined],
    ['Delivery', 'DELIVERED', undefined, undefined],
    ['Bounce', 'HARD_BOUNCED', 'Permanent/General 5.1.1', 'BOUNCED'],
    ['Complaint', 'COMPLAINED', 'abuse', 'COMPLAINED'],
    ['Open', 'OPENED', undefined, undefined],
    ['Click', 'CLICKED', undefined, undefined],
    ['Rendering Failure', 'REJECTED', 'Rendering Failure', undefined],
    ['DeliveryDelay', 'DELAYED', 'MailboxFull', undefined],
    ['Subscription', 'UNSUBSCRIBED', undefined, 'UNSUBSCRIBED'],
  ];

  test('every type of event that its SDK names has a row', () => {
    const inConstantCase = (type: string) =>
      type.replace(/(?<=[a-z]) ?(?=[A-Z])/g, '_').toUpperCase();
    const named = meanings.map(([type]) => inConstantCase(type));
    expect(named.toSorted()).toEqual(Object.values(MailEventType).toSorted());
  });

  test.each(meanings)('%s is %s (%s), which suppresses for %s', (type, kind, detail, cause) => {
    const report = ses(type);
    expect(report).toMatchObject({
      deliveryId: 'ntf_0000000000000000000000001-EMAIL-abcdefghij',
      provider: 'SES',
      providerMessageId: '0100-ses',
      feedback: [{ kind }],
    });
    expect(report.feedback[0]?.detail).toBe(detail);
    expect(report.suppress.map(({ suppression }) => suppression.cause)).toEqual(
      cause === undefined ? [] : [cause],
    );
  });

  test.each<readonly [string, string, string, string | undefined]>([
    ['Undetermined', 'Undetermined', 'SOFT_BOUNCED', undefined],
    ['Permanent', 'General', 'HARD_BOUNCED', 'BOUNCED'],
    ['Permanent', 'NoEmail', 'HARD_BOUNCED', 'BOUNCED'],
    ['Permanent', 'Suppressed', 'HARD_BOUNCED', 'BOUNCED'],
    ['Permanent', 'OnAccountSuppressionList', 'HARD_BOUNCED', 'BOUNCED'],
    ['Permanent', 'UnsubscribedRecipient', 'HARD_BOUNCED', 'UNSUBSCRIBED'],
    ['Transient', 'General', 'SOFT_BOUNCED', undefined],
    ['Transient', 'MailboxFull', 'SOFT_BOUNCED', undefined],
    ['Transient', 'MessageTooLarge', 'SOFT_BOUNCED', undefined],
    ['Transient', 'CustomTimeoutExceeded', 'SOFT_BOUNCED', undefined],
    ['Transient', 'ContentRejected', 'SOFT_BOUNCED', undefined],
    ['Transient', 'AttachmentRejected', 'SOFT_BOUNCED', undefined],
  ])('a bounce that is %s/%s is %s, which suppresses for %s', (type, subType, kind, cause) => {
    const { feedback, suppress } = ses('Bounce', {
      bounce: {
        bounceType: type,
        bounceSubType: subType,
        bouncedRecipients: [{ emailAddress: 'Ada@example.com' }],
        timestamp: '2026-11-23T12:00:05.000Z',
      },
    });
    expect(feedback).toEqual([{ kind, at, detail: `${type}/${subType}` }]);
    expect(suppress).toEqual(
      cause === undefined
        ? []
        : [
            {
              channel: 'EMAIL',
              addressType: 'EMAIL',
              address: 'Ada@example.com',
              suppression: { cause, at, by: 'SES' },
            },
          ],
    );
  });

  test.each(['abuse', 'auth-failure', 'fraud', 'other', 'virus', undefined, null, 'new-word'])(
    'a complaint of type %s suppresses',
    (type) => {
      const content = {
        complaint: {
          complainedRecipients: [{ emailAddress: 'ada@example.com' }],
          complaintFeedbackType: type,
          timestamp: '2026-11-23T12:00:05.000Z',
        },
      };
      const { feedback, suppress } = ses('Complaint', content);
      expect(feedback).toMatchObject([{ kind: 'COMPLAINED' }]);
      expect(suppress[0]?.suppression.cause).toBe('COMPLAINED');
    },
  );

  test('not-spam neither complains nor suppresses', () => {
    const { feedback, suppress } = ses('Complaint', {
      complaint: {
        complainedRecipients: [{ emailAddress: 'ada@example.com' }],
        complaintFeedbackType: 'not-spam',
        timestamp: '2026-11-23T12:00:05.000Z',
      },
    });
    expect({ feedback, suppress }).toEqual({ feedback: [{ kind: 'NOT_SPAM', at }], suppress: [] });
  });

  test('a change of topics that keeps some is no unsubscribe', () => {
    const { feedback, suppress } = ses('Subscription', {
      subscription: {
        contactList: 'x',
        timestamp: '2026-11-23T12:00:05.000Z',
        newTopicPreferences: { unsubscribeAll: false, topicSubscriptionStatus: [] },
      },
    });
    expect({ feedback, suppress }).toEqual({ feedback: [{ kind: 'ACCEPTED', at }], suppress: [] });
  });

  test.each<readonly [string | undefined, boolean]>([
    ['Mozilla/5.0', true],
    [
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      true,
    ],
    ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', true],
    ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', true],
    ['', true],
    [undefined, true],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15', false],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0', false],
  ])('a reader that says %s of itself is a machine: %s', (userAgent, isMachine) => {
    const reader = { timestamp: '2026-11-23T12:00:05.000Z', ipAddress: '192.0.2.1', userAgent };
    const suffix = isMachine ? '_BY_MACHINE' : '';
    expect(ses('Open', { open: reader }).feedback[0]?.kind).toBe(`OPENED${suffix}`);
    const click = { ...reader, link: 'https://x.example', linkTags: null };
    expect(ses('Click', { click }).feedback[0]?.kind).toBe(`CLICKED${suffix}`);
  });

  test('what carries no deliveryId of ours suppresses all the same', () => {
    const event = sesEvent('Bounce', sesEventContents('Bounce'), {});
    const report = deliveryOf(parse(event));
    expect(report.deliveryId).toBeUndefined();
    expect(report.suppress).toHaveLength(1);
  });

  test('what goes to several suppresses those that it names', () => {
    const event = {
      ...sesEvent('Bounce', sesEventContents('Bounce')),
      mail: {
        ...sesEvent('Bounce', {}).mail,
        destination: ['ada@example.com', 'bob@example.com'],
      },
    };
    const addresses = deliveryOf(parse(event)).suppress.map(({ address }) => address);
    expect(addresses).toEqual(['ada@example.com']);
  });

  test('its word that the topic is good is nothing to do', () => {
    const message = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(FeedbackMessage.parse(envelope(message))).toEqual({ kind: 'notice' });
  });
});

describe('End User Messaging', () => {
  const meanings: readonly (readonly [string, string, boolean])[] = [
    ['TEXT_QUEUED', 'ACCEPTED', false],
    ['TEXT_PENDING', 'ACCEPTED', false],
    ['TEXT_SENT', 'ACCEPTED', false],
    ['TEXT_SUCCESSFUL', 'ACCEPTED', false],
    ['TEXT_DELIVERED', 'DELIVERED', false],
    ['TEXT_BLOCKED', 'SOFT_BOUNCED', false],
    ['TEXT_CARRIER_BLOCKED', 'SOFT_BOUNCED', false],
    ['TEXT_CARRIER_UNREACHABLE', 'SOFT_BOUNCED', false],
    ['TEXT_INVALID', 'HARD_BOUNCED', true],
    ['TEXT_INVALID_MESSAGE', 'REJECTED', false],
    ['TEXT_PROTECT_BLOCKED', 'REJECTED', false],
    ['TEXT_SPAM', 'SOFT_BOUNCED', false],
    ['TEXT_TTL_EXPIRED', 'SOFT_BOUNCED', false],
    ['TEXT_UNKNOWN', 'ACCEPTED', false],
    ['TEXT_UNREACHABLE', 'SOFT_BOUNCED', false],
  ];

  test('every type of event of a text that its SDK names has a row', () => {
    const named = Object.values(TextEventType).filter((type) => type.startsWith('TEXT_'));
    const inEvents = named.filter((type) => type !== 'TEXT_ALL');
    expect(meanings.map(([type]) => type).toSorted()).toEqual(inEvents.toSorted());
  });

  test.each(['MEDIA_DELIVERED', 'VOICE_COMPLETED', 'RCS_READ'])(
    '%s is of what Herald does not send, and is parked',
    (eventType) => {
      expect(parse(textEvent(eventType))).toBeUndefined();
    },
  );

  test.each(meanings)('%s is %s, and suppresses: %s', (eventType, kind, suppresses) => {
    const report = deliveryOf(parse(textEvent(eventType)));
    expect(report).toEqual({
      kind: 'delivery',
      deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij',
      provider: 'END_USER_MESSAGING',
      providerMessageId: 'sms-1',
      feedback: [{ kind, at, detail: eventType }],
      suppress: suppresses
        ? [
            {
              channel: 'SMS',
              addressType: 'PHONE_NUMBER',
              address: '+14155550123',
              suppression: { cause: 'BOUNCED', at, by: 'END_USER_MESSAGING' },
            },
          ]
        : [],
    });
  });

  test('what somebody sent without Herald has no delivery', () => {
    const { context: _, ...event } = textEvent('TEXT_DELIVERED');
    expect(deliveryOf(parse(event)).deliveryId).toBeUndefined();
  });
});

describe('SNS push', () => {
  test.each([
    ['EndpointNotFound', 'DEVICE_GONE'],
    ['EndpointDisabled', 'DEVICE_GONE'],
    ['InvalidPlatformToken', 'DEVICE_GONE'],
    ['PlatformCredentialsInvalid', 'REJECTED'],
  ])('a failure because of %s is %s', (FailureType, kind) => {
    expect(parse(pushFailure({ FailureType }))).toEqual({
      kind: 'push-failure',
      endpointArn: 'arn:aws:sns:us-east-1:1:endpoint/GCM/herald-fcm/1',
      providerMessageId: 'push-1',
      feedback: { kind, at, detail: FailureType },
      at,
    });
  });

  test.each(['EndpointCreated', 'EndpointDeleted', 'EndpointUpdated'])(
    '%s is nothing to do',
    (EventType) => {
      expect(parse(pushFailure({ EventType }))).toEqual({ kind: 'notice' });
    },
  );
});

test.each(EngagementKind.options)('that somebody did %s is read as it is told', (kind) => {
  const deliveryId = 'ntf_0000000000000000000000001-IN_APP-abcdefghij';
  const engagement = [{ kind, at }];
  expect(parse({ schemaVersion: 1, deliveryId, engagement })).toEqual({
    kind: 'delivery',
    deliveryId,
    feedback: engagement,
    suppress: [],
  });
});

test('what somebody did in an inbox is read', () => {
  const deliveryId = 'ntf_0000000000000000000000001-IN_APP-abcdefghij';
  const engagement = [
    { kind: 'SEEN', at },
    { kind: 'READ', at: at + 1 },
  ];
  expect(parse({ schemaVersion: 1, deliveryId, engagement })).toEqual({
    kind: 'delivery',
    deliveryId,
    feedback: engagement,
    suppress: [],
  });
  const bounce = [{ kind: 'HARD_BOUNCED', at }];
  for (const wrong of [{ engagement: bounce }, { engagement: [] }, { deliveryId: 'x' }]) {
    const message = { schemaVersion: 1, deliveryId, engagement, ...wrong };
    expect(parse(message)).toBeUndefined();
  }
});

test.each<readonly [string, unknown]>([
  ['an event type that SES does not have', sesEvent('Sneeze', {})],
  [
    'a bounce without a type',
    sesEvent('Bounce', { bounce: { timestamp: '2026-11-23T12:00:05Z' } }),
  ],
  ['an event type that End User Messaging does not have', textEvent('TEXT_EATEN')],
  ['a list', []],
  ['null', null],
  ['words', 'hello'],
])('%s is of no known shape', (_, message) => {
  expect(FeedbackMessage.safeParse(envelope(message)).success).toBe(false);
});

test('what is in no envelope is of no known shape', () => {
  expect(FeedbackMessage.safeParse(sesEvent('Send', {})).success).toBe(false);
});
