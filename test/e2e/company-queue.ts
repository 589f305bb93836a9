import {
  ListTopicsCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { uniqueLabel } from './herald.ts';
import { target } from './needs.ts';

/** An event as a queue of the company's own has it. */
const Heard = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: z.looseObject({
    notificationId: z.string().optional(),
    deliveryId: z.string().optional(),
    channel: z.string().optional(),
    status: z.string().optional(),
    reason: z.string().optional(),
  }),
});
export type Heard = z.infer<typeof Heard> & {
  readonly attributes: Readonly<Record<string, string>>;
};

/** A queue of the company's own, subscribed to the events topic for as long as the test runs. */
export const companyQueue = async (filterPolicy?: object) => {
  const { sqsUrl, snsUrl, region, credentials } = target;
  if (sqsUrl === undefined || snsUrl === undefined) throw new Error('The topics cannot be reached');
  const sqs = new SQSClient({ endpoint: sqsUrl, region, credentials });
  const sns = new SNSClient({ endpoint: snsUrl, region, credentials });
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const TopicArn = Topics.map((topic) => topic.TopicArn).find((arn) => /Events/.test(arn ?? ''));
  const name = uniqueLabel('company');
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes.QueueArn,
      Attributes: {
        RawMessageDelivery: 'true',
        ...(filterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(filterPolicy) }),
      },
    }),
  );
  onTestFinished(async () => {
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    sns.destroy();
    sqs.destroy();
  });
  const heard: Heard[] = [];
  return {
    /** Everything that it has heard so far. */
    hear: async (): Promise<readonly Heard[]> => {
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) return heard;
        heard.push(
          ...Messages.map(({ Body = '', MessageAttributes = {} }) => ({
            ...Heard.parse(JSON.parse(Body)),
            attributes: Object.fromEntries(
              Object.entries(MessageAttributes).map(([key, { StringValue = '' }]) => [
                key,
                StringValue,
              ]),
            ),
          })),
        );
        const Entries = Messages.map(({ ReceiptHandle }, position) => ({
          Id: String(position),
          ReceiptHandle,
        }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
  };
};
