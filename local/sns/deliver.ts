import { attributeValues, type MessageAttributes } from './message-attributes.ts';
import { notificationOf, type Publication } from './notification.ts';
import { isDelivered, type Subscription, type Topic } from './topics.ts';

/** A message for a queue. */
export interface QueueEntry {
  readonly body: string;
  readonly messageAttributes?: MessageAttributes;
  readonly messageGroupId?: string;
}

/** Puts messages into a queue, durably; throws QueueDoesNotExist, by name, where there is none. */
export interface QueuePort {
  send(name: string, entries: readonly QueueEntry[]): unknown;
}

interface DeliverDeps {
  readonly queues: QueuePort;
  /** Told of what went nowhere. */
  readonly onError: (error: unknown) => void;
}

/** Puts what was published into every queue that wants it; done when all of them have it. */
export const deliver = async (
  topic: Topic,
  publications: readonly Publication[],
  deps: DeliverDeps,
): Promise<void> => {
  await Promise.all(
    topic.subscriptions.filter(isDelivered).map(async (subscription) => {
      const entries = publications
        .filter((publication) => isWanted(subscription, publication))
        .map((publication) => toEntry(subscription, publication));
      if (entries.length > 0) await send(subscription, entries, deps);
    }),
  );
};

async function send(
  { arn, endpoint, deadLetterArn }: Subscription,
  entries: readonly QueueEntry[],
  { queues, onError }: DeliverDeps,
): Promise<void> {
  if (await sendIfThere(queues, endpoint, entries)) return;
  if (deadLetterArn !== undefined && (await sendIfThere(queues, deadLetterArn, entries))) return;
  onError(new Error(`${arn} delivers to ${endpoint}, which does not exist: messages were lost.`));
}

async function sendIfThere(
  queues: QueuePort,
  queueArn: string,
  entries: readonly QueueEntry[],
): Promise<boolean> {
  try {
    await queues.send(queueArn.slice(queueArn.lastIndexOf(':') + 1), entries);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'QueueDoesNotExist') return false;
    throw error;
  }
}

function isWanted({ filter }: Subscription, { attributes, message }: Publication): boolean {
  if (filter === undefined) return true;
  if (filter.scope === 'MessageAttributes') return filter.fits(attributeValues(attributes));
  try {
    return filter.fits(JSON.parse(message));
  } catch {
    return false;
  }
}

function toEntry(subscription: Subscription, publication: Publication): QueueEntry {
  const { message, attributes, messageGroupId } = publication;
  const group = messageGroupId === undefined ? {} : { messageGroupId };
  if (!subscription.isRaw) {
    return { body: notificationOf(publication, subscription.arn), ...group };
  }
  return Object.keys(attributes).length === 0
    ? { body: message, ...group }
    : { body: message, messageAttributes: attributes, ...group };
}
