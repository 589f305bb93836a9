import type { HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import type { Outgoing } from '#platform/queue-sender.ts';

/** A message as it is queued. */
interface OutgoingDelivery extends Outgoing {
  readonly message: HookDeliveryMessage;
}

/** One message for each event and receiver; a receiver's backlog does not delay the others'. */
export const toDeliveries = (
  messages: readonly HookDeliveryMessage[],
  queueUrl: string,
): readonly OutgoingDelivery[] =>
  messages.map((message) => ({
    queueUrl,
    body: JSON.stringify(message),
    groupId: message.webhookId,
    message,
  }));
