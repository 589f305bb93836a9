import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { PushRequest } from './push-request.ts';

/** Hands a message over and returns SNS's id of it; throws what the SDK throws. */
export type PublishPush = (
  request: PushRequest,
  signal: AbortSignal,
) => Promise<string | undefined>;

/** One try a call: whether a second one may be made is for the delivery's record to say. */
export const createPushClient = (config: SNSClientConfig = {}): SNSClient =>
  new SNSClient({ ...config, maxAttempts: 1 });

/** Publishing to a platform endpoint of Amazon SNS. */
export const createPublishPush =
  (client: SNSClient): PublishPush =>
  async ({ endpointArn, message, attributes }, abortSignal) => {
    const { MessageId } = await client.send(
      new PublishCommand({
        TargetArn: endpointArn,
        MessageStructure: 'json',
        Message: message,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: value },
          ]),
        ),
      }),
      { abortSignal },
    );
    return MessageId;
  };
