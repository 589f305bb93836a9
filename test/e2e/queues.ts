import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { target } from './needs.ts';

/** A queue with a dead-letter queue behind it. */
export interface WatchedQueue {
  readonly name: string;
  readonly url: string;
  readonly deadLetterUrl: string;
}

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** Every queue of the target that has a dead-letter queue. */
export const watchedQueues = async (): Promise<readonly WatchedQueue[]> => {
  const sqs = createSqs();
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const queues = await Promise.all(
    QueueUrls.map(async (url): Promise<readonly WatchedQueue[]> => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
      );
      if (Attributes.RedrivePolicy === undefined) return [];
      const policy = RedrivePolicy.parse(JSON.parse(Attributes.RedrivePolicy));
      const deadLetterName = nameIn(policy.deadLetterTargetArn, ':');
      const deadLetterUrl = QueueUrls.find((other) => nameIn(other, '/') === deadLetterName);
      if (deadLetterUrl === undefined) throw new Error(`${url} has no queue behind it`);
      return [{ name: nameIn(url, '/'), url, deadLetterUrl }];
    }),
  );
  return queues.flat();
};

/** Puts a body into a queue, whatever it is. */
export const putMessage = async (queueUrl: string, body: string): Promise<void> => {
  await createSqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
};

/** Takes the message with that body out of a queue; false when it is not there. */
export const takeMessage = async (queueUrl: string, body: string): Promise<boolean> => {
  const sqs = createSqs();
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 1,
    }),
  );
  const found = Messages.find((message) => message.Body === body);
  if (found === undefined) return false;
  await sqs.send(
    new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: found.ReceiptHandle }),
  );
  return true;
};

function createSqs(): SQSClient {
  const { sqsUrl, region, credentials } = target;
  if (sqsUrl === undefined) throw new Error('The queues of the target cannot be reached');
  return new SQSClient({ endpoint: sqsUrl, region, credentials });
}

function nameIn(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
