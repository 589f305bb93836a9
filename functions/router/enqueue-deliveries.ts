import type { SQSClient } from '@aws-sdk/client-sqs';
import { fairnessGroupOf } from '#core/caller.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { type Speed, speedOf } from '#core/priority.ts';
import { sendToQueues } from '#platform/queue-sender.ts';
import type { Runtime } from '#platform/runtime.ts';

/** Puts deliveries into their lanes by SendMessageBatch; returns those that no lane took. */
export const createEnqueueDeliveries =
  (
    sqs: SQSClient,
    laneUrls: Readonly<Record<string, Readonly<Record<Speed, string>>>>,
    runtime: Runtime,
  ) =>
  async (deliveries: readonly DeliveryMessage[]): Promise<readonly DeliveryMessage[]> => {
    const outgoing = deliveries.map((delivery) => ({
      delivery,
      queueUrl: laneUrlOf(delivery),
      body: JSON.stringify(delivery),
      groupId: fairnessGroupOf(delivery.request.caller, delivery.request.priority),
    }));
    const failed = await sendToQueues(sqs, outgoing, runtime);
    return failed.map(({ delivery }) => delivery);

    function laneUrlOf({ channel, request }: DeliveryMessage): string {
      const url = laneUrls[channel]?.[speedOf(request.priority)];
      if (url === undefined) throw new Error(`Channel ${channel} has no lane in LANE_URLS`);
      return url;
    }
  };
