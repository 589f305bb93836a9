import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { startSes } from '#local/ses/ses-server.ts';
import { now, openSns, resource, subscription, topicArn } from '../sns/fixture.ts';

const eventTypes = [
  'send',
  'reject',
  'bounce',
  'complaint',
  'delivery',
  'open',
  'click',
  'renderingFailure',
  'deliveryDelay',
];

const destination = (set: string, topic: string, change: object = {}): Resource =>
  resource('AWS::SES::ConfigurationSetEventDestination', `${set}-${topic}`, {
    ConfigurationSetName: set,
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: eventTypes,
      SnsDestination: { TopicARN: topicArn(topic) },
      ...change,
    },
  });

/** What the tests' app declares. */
const resources: readonly Resource[] = [
  resource('AWS::SNS::Topic', topicArn('feedback')),
  subscription('feedback', 'feedback', { RawMessageDelivery: true }),
  resource('AWS::SNS::Topic', topicArn('bounces')),
  subscription('bounces', 'bounces'),
  resource('AWS::SES::EmailIdentity', 'herald@example.com', {
    EmailIdentity: 'herald@example.com',
  }),
  resource('AWS::SES::EmailIdentity', 'example.org', {
    EmailIdentity: 'example.org',
    ConfigurationSetAttributes: { ConfigurationSetName: 'quiet' },
  }),
  resource('AWS::SES::ConfigurationSet', 'all'),
  destination('all', 'feedback'),
  destination('all', 'bounces', { MatchingEventTypes: ['BOUNCE'] }),
  resource('AWS::SES::ConfigurationSet', 'quiet'),
  destination('quiet', 'feedback', { Enabled: false }),
  resource('AWS::SES::ConfigurationSet', 'stray'),
  destination('stray', 'gone'),
];

/** A running SES with a client of its own, its events going through SNS into queues. */
export const openSes = async () => {
  const world = await openSns(resources, 'feedback', 'bounces');
  const { outbox, errors, queues } = world;
  const start = (port: number) =>
    startSes({
      clock: { now: () => now },
      sns: world.sns,
      outbox,
      resources,
      port,
      onError: (error) => errors.push(error),
    });
  let ses = await start(0);
  const { url } = ses;
  const client = new SESv2Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  return {
    client,
    outbox,
    errors,
    queues,
    get ses() {
      return ses;
    },
    /** Sends as Herald does, unless something else is said. */
    send: (change: Partial<SendEmailCommandInput> = {}) =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: 'Herald <herald@example.com>',
          Destination: { ToAddresses: ['ada@example.com'] },
          ConfigurationSetName: 'all',
          EmailTags: [{ Name: 'deliveryId', Value: deliveryId }],
          Content: {
            Simple: {
              Subject: { Data: 'Your order' },
              Body: { Html: { Data: '<p>Thank you.</p>' }, Text: { Data: 'Thank you.' } },
            },
          },
          ...change,
        }),
      ),
    events: (): readonly unknown[] =>
      queues.of('feedback').map(({ body }): unknown => JSON.parse(body)),
    restart: async () => {
      await ses.close();
      ses = await start(Number(new URL(url).port));
    },
    close: async () => {
      client.destroy();
      await ses.close();
      await world.close();
    },
  };
};

export const notificationId = `ntf_${'0'.repeat(24)}1`;
export const deliveryId = `${notificationId}-EMAIL-abcdefghij`;
