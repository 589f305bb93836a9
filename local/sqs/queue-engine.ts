import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '#local/clock.ts';
import { localEnvironment } from '#local/cloudformation/assembly.ts';
import type { QueueMessage } from '#local/event-source/queue-event.ts';
import { MessageAttributes } from './message-attributes.ts';
import { type MessageStore, openMessageStore, type StoredMessage } from './message-store.ts';
import { QueueSettings, queueNameIn } from './queue-settings.ts';
import { noSuchQueue, SqsError } from './sqs-error.ts';
import { createWaiters } from './waiters.ts';

/** A message to send. */
export interface QueueEntry {
  readonly body: string;
  readonly delaySeconds?: number;
  readonly messageAttributes?: QueueMessage['messageAttributes'];
  readonly messageGroupId?: string;
}

/** How to receive. */
interface ReceiveOptions {
  /** At most ten. */
  readonly max: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  readonly visibilityTimeoutSeconds?: number;
}

/** A queue as others see it. */
interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly settings: QueueSettings;
}

/** SQS's standard queues on disk, by the local clock; whoever throws here throws what SQS documents. */
export interface QueueEngine {
  /** Makes a queue, or gives it these attributes; never deletes a message. */
  createQueue(queue: {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }): void;
  queues(): readonly Queue[];
  queue(name: string): Queue;
  /** On disk when it returns; the ids of the messages, in order. */
  send(name: string, entries: readonly QueueEntry[]): readonly string[];
  /** What is visible, or the first that becomes so while it waits. */
  receive(name: string, options: ReceiveOptions): Promise<readonly QueueMessage[]>;
  delete(name: string, receiptHandles: readonly string[]): void;
  /** Whether the receive was still the latest, and its message not visible again. */
  changeVisibility(name: string, receiptHandle: string, seconds: number): boolean;
  /** Moves what lies in a dead-letter queue back to where each came from, or to another queue. */
  redrive(name: string, destination?: string): number;
  purge(name: string): void;
  counts(name: string): ReturnType<MessageStore['counts']>;
  close(): void;
}

const maxMessageBytes = 1024 * 1024;
const minute = 60_000;

/** Opens the queues that are kept in a data directory. */
export const openQueueEngine = ({
  dataDir,
  clock,
}: {
  readonly dataDir: string;
  readonly clock: Clock;
}): QueueEngine => {
  const store = openMessageStore(dataDir);
  const waiters = createWaiters();
  const queues = new Map(store.queues().map((queue) => [queue.name, toQueue(queue)]));
  const stopListening = clock.onAdvance(waiters.wakeAll);
  const queueOf = (name: string): Queue => {
    const queue = queues.get(name);
    if (queue === undefined) throw noSuchQueue(name);
    return queue;
  };

  /** Takes up to `max`, moving to the dead-letter queue what has been received too often. */
  const take = (queue: Queue, max: number, visibilityTimeoutSeconds: number): QueueMessage[] =>
    store.together(() => {
      const now = clock.now();
      store.removeSentBefore(queue.name, now - queue.settings.MessageRetentionPeriod * 1000);
      const taken: QueueMessage[] = [];
      while (taken.length < max) {
        const found = store.visible(queue.name, now, max - taken.length);
        if (found.length === 0) break;
        for (const message of found) {
          if (isExhausted(message, queue)) park(message, queue, now);
          else taken.push(hand(message, now, visibilityTimeoutSeconds));
        }
      }
      return taken;
    });

  const park = (message: StoredMessage, { arn, settings }: Queue, now: number) => {
    const name = queueNameIn(settings.RedrivePolicy?.deadLetterTargetArn ?? '');
    store.move(message.id, queueOf(name).name, arn, now);
    waiters.wake(name);
  };

  const hand = (message: StoredMessage, now: number, seconds: number): QueueMessage => {
    const handle = randomUUID();
    // A message with timeout 0 stays visible, but not within this very receive.
    store.receive(message.id, handle, Math.max(now + 1, now + seconds * 1000), now);
    return toQueueMessage(message, `${message.id}#${handle}`, now);
  };

  return {
    createQueue: ({ name, attributes }) => {
      const queue = toQueue({ name, attributes });
      store.putQueue(name, attributes);
      queues.set(name, queue);
    },
    queues: () => [...queues.values()],
    queue: queueOf,
    send: (name, entries) => {
      const { settings } = queueOf(name);
      const bytes = entries.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      if (bytes > maxMessageBytes) {
        throw new SqsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${maxMessageBytes} bytes. You have sent ${bytes} bytes.`,
        );
      }
      const sentAt = clock.now();
      const ids = store.together(() =>
        entries.map(({ body, delaySeconds, messageAttributes, messageGroupId }) =>
          store.add(name, {
            body,
            attributes: JSON.stringify(messageAttributes ?? {}),
            groupId: messageGroupId ?? null,
            sentAt,
            visibleAt: sentAt + (delaySeconds ?? settings.DelaySeconds) * 1000,
          }),
        ),
      );
      waiters.wake(name);
      return ids;
    },
    receive: async (name, { max, waitMs, signal, visibilityTimeoutSeconds }) => {
      const queue = queueOf(name);
      const seconds = visibilityTimeoutSeconds ?? queue.settings.VisibilityTimeout;
      const endsAt = performance.now() + waitMs;
      for (;;) {
        if (signal?.aborted) return [];
        const taken = take(queueOf(name), max, seconds);
        const leftMs = endsAt - performance.now();
        if (taken.length > 0 || leftMs <= 0) return taken;
        const next = store.nextVisibleAt(name, clock.now());
        const untilNextMs = next === undefined ? minute : Math.max(1, next - clock.now());
        await waiters.wait(name, Math.min(leftMs, untilNextMs), signal);
      }
    },
    delete: (name, receiptHandles) => {
      store.together(() => {
        for (const receiptHandle of receiptHandles) store.remove(name, partsOf(receiptHandle).id);
      });
    },
    changeVisibility: (name, receiptHandle, seconds) => {
      const { id, handle } = partsOf(receiptHandle);
      const now = clock.now();
      const isChanged = store.changeVisibility(name, id, handle, now + seconds * 1000, now);
      if (isChanged) waiters.wake(name);
      return isChanged;
    },
    redrive: (name, destination) =>
      store.together(() => {
        const now = clock.now();
        const messages = store.visible(queueOf(name).name, now, Number.MAX_SAFE_INTEGER);
        let moved = 0;
        for (const { id, sourceArn } of messages) {
          const target = destination ?? queueNameIn(sourceArn ?? '');
          if (!queues.has(target)) continue;
          store.move(id, target, null, now);
          waiters.wake(target);
          moved += 1;
        }
        return moved;
      }),
    purge: (name) => store.removeAll(queueOf(name).name),
    counts: (name) => store.counts(queueOf(name).name, clock.now()),
    close: () => {
      stopListening();
      waiters.wakeAll();
      store.close();
    },
  };
};

function toQueue({
  name,
  attributes,
}: {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}): Queue {
  const { account, region } = localEnvironment;
  const arn = `arn:aws:sqs:${region}:${account}:${name}`;
  return { name, arn, attributes, settings: QueueSettings.parse(attributes) };
}

function isExhausted({ receiveCount }: StoredMessage, { settings }: Queue): boolean {
  return receiveCount >= (settings.RedrivePolicy?.maxReceiveCount ?? Number.POSITIVE_INFINITY);
}

function toQueueMessage(message: StoredMessage, receiptHandle: string, now: number): QueueMessage {
  const attributes: unknown = JSON.parse(message.attributes);
  return {
    messageId: message.id,
    receiptHandle,
    body: message.body,
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    attributes: {
      SenderId: localEnvironment.account,
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount + 1),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? now),
      ...(message.groupId === null ? {} : { MessageGroupId: message.groupId }),
      ...(message.sourceArn === null ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
    },
    messageAttributes: MessageAttributes.parse(attributes),
  };
}

function partsOf(receiptHandle: string): { readonly id: string; readonly handle: string } {
  const [id = '', handle = ''] = receiptHandle.split('#');
  return { id, handle };
}
