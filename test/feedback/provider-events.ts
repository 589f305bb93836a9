const timestamp = '2026-11-23T12:00:05.000Z';

/** A message as SNS puts it into a queue; text stays as it is. */
export const envelope = (message: unknown, at = timestamp) => ({
  Type: 'Notification',
  MessageId: 'sns-1',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:Feedback',
  Subject: 'Amazon SES Email Event Notification',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: at,
  SignatureVersion: '1',
  Signature: 'x',
  SigningCertURL: 'https://sns.us-east-1.amazonaws.com/x.pem',
  UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
});

const emailDeliveryId = 'ntf_0000000000000000000000001-EMAIL-abcdefghij';

/** An event of SES. */
export const sesEvent = (
  eventType: string,
  content: object,
  tags: Readonly<Record<string, readonly string[]>> = { deliveryId: [emailDeliveryId] },
) => ({
  eventType,
  mail: {
    timestamp: '2026-11-23T12:00:00.000Z',
    source: 'Herald <herald@example.com>',
    sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/herald@example.com',
    sendingAccountId: '000000000000',
    messageId: '0100-ses',
    destination: ['Ada@example.com'],
    headersTruncated: false,
    headers: [{ name: 'Subject', value: 'Hello' }],
    commonHeaders: { from: ['herald@example.com'], to: ['Ada@example.com'], subject: 'Hello' },
    tags: { 'ses:configuration-set': ['herald'], ...tags },
  },
  ...content,
});

const reader = {
  timestamp,
  ipAddress: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15',
};

const contents: Readonly<Record<string, object>> = {
  Send: { send: {} },
  Reject: { reject: { reason: 'Bad content' } },
  Delivery: {
    delivery: {
      timestamp,
      processingTimeMillis: 500,
      recipients: ['ada@example.com'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'mta.example.com',
    },
  },
  Bounce: {
    bounce: {
      feedbackId: 'f',
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: 'ada@example.com',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp,
    },
  },
  Complaint: {
    complaint: {
      feedbackId: 'f',
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: 'ada@example.com' }],
      complaintFeedbackType: 'abuse',
      timestamp: '2026-11-23T12:00:09.000Z',
    },
  },
  Open: { open: reader },
  Click: { click: { ...reader, link: 'https://www.example.com', linkTags: null } },
  'Rendering Failure': {
    failure: { errorMessage: "Attribute 'x' is not present.", templateName: 't' },
  },
  DeliveryDelay: {
    deliveryDelay: {
      delayType: 'MailboxFull',
      delayedRecipients: [{ emailAddress: 'ada@example.com' }],
      expirationTime: timestamp,
      timestamp,
    },
  },
  Subscription: {
    subscription: {
      contactList: 'c',
      timestamp,
      source: 'UnsubscribeHeader',
      newTopicPreferences: { unsubscribeAll: true, topicSubscriptionStatus: [] },
      oldTopicPreferences: { unsubscribeAll: false, topicSubscriptionStatus: [] },
    },
  },
};

/** What an event of SES holds beside its mail: its documented example, shortened. */
export const sesEventContents = (eventType: string): object => contents[eventType] ?? {};

/** An event of End User Messaging. */
export const textEvent = (
  eventType: string,
  deliveryId = 'ntf_0000000000000000000000001-SMS-abcdefghij',
) => ({
  eventType,
  eventVersion: '1.0',
  eventTimestamp: Date.parse(timestamp),
  isFinal: true,
  originationPhoneNumber: '+12065550152',
  destinationPhoneNumber: '+14155550123',
  isoCountryCode: 'US',
  messageId: 'sms-1',
  messageRequestTimestamp: Date.parse(timestamp),
  messageEncoding: 'GSM',
  messageType: 'TRANSACTIONAL',
  messageStatus: eventType.slice('TEXT_'.length),
  messageStatusDescription: 'x',
  context: { deliveryId },
  totalMessageParts: 1,
  totalMessagePrice: 0.00581,
});

/** A text that somebody sent to one of our numbers. */
export const inboundText = (messageBody: string, more: Readonly<Record<string, string>> = {}) => ({
  originationNumber: '+14155550123',
  destinationNumber: '+12065550152',
  messageKeyword: 'KEYWORD_000000000000_12065550152',
  messageBody,
  inboundMessageId: 'in-1',
  previousPublishedMessageId: 'sms-1',
  ...more,
});

/** An event of an SNS platform application: that a push failed, unless it says otherwise. */
export const pushFailure = (more: Readonly<Record<string, string>> = {}) => ({
  DeliveryAttempts: 1,
  EndpointArn: 'arn:aws:sns:us-east-1:1:endpoint/GCM/herald-fcm/1',
  EventType: 'DeliveryFailure',
  FailureType: 'InvalidPlatformToken',
  FailureMessage: 'Platform token associated with the endpoint is not valid',
  MessageId: 'push-1',
  Resource: 'arn:aws:sns:us-east-1:1:app/GCM/herald-fcm',
  Service: 'SNS',
  Time: timestamp,
  ...more,
});
