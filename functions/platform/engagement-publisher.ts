import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { EngagementMessage } from '#core/messages.ts';

/** Tells the feedback topic what somebody did with a message; throws where it cannot be told. */
export type PublishEngagement = (told: Omit<EngagementMessage, 'schemaVersion'>) => Promise<void>;

/** By SNS, as every provider reports. */
export const createPublishEngagement =
  (sns: SNSClient, topicArn: string): PublishEngagement =>
  async (told) => {
    const message: EngagementMessage = { schemaVersion: 1, ...told };
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message) }));
  };
