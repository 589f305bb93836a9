import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';

/** A message of a standard queue. */
export interface QueueMessage {
  messageId: string;
  readonly body: string;
  receiveCount: number;
  firstReceivedAt: number;
  state: 'ready' | 'hidden' | 'gone';
  /** Counts the changes of its visibility: an older timer means nothing any more. */
  visibility: number;
  /** Whether a fault kept whoever received it last from saying what became of it. */
  wasDisturbed: boolean;
}

/** One copy of a message in somebody's hands. */
export interface Receipt {
  readonly message: QueueMessage;
  readonly receiptHandle: string;
  /** As it was when this copy was received. */
  readonly receiveCount: number;
  /** Whether its holder said when the message shall be seen again. */
  isVisibilitySet: boolean;
}

/** What happens to a queue's messages, for whoever watches. */
export interface QueueWatcher {
  sent(queue: Queue, message: QueueMessage, delaySeconds: number): void;
  received(queue: Queue, message: QueueMessage): void;
  acknowledged(queue: Queue, message: QueueMessage): void;
  returned(queue: Queue, message: QueueMessage, afterSeconds: number): void;
  parked(queue: Queue, message: QueueMessage): void;
}

/** How an at-least-once queue misbehaves. */
export interface QueueFaults {
  /** A received message is handed out a second time at once. */
  isDuplicated(queue: string): boolean;
  /** A deletion was not heard by every server. */
  isDeletionForgotten(queue: string): boolean;
}

/** A standard queue: at least once, in any order. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  send(body: string, delaySeconds: number): void;
  /** Up to so many messages; those received too often go to the DLQ instead. */
  receive(limit: number): readonly Receipt[];
  delete(receipt: Receipt): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  /** Called when something has become visible. */
  onReady(listener: () => void): void;
  readyCount(): number;
  /** What stands in the DLQ. */
  parked(): readonly QueueMessage[];
  /** Moves what the DLQ holds back, as new messages. */
  redrive(): number;
}

interface QueueOptions {
  readonly name: string;
  readonly maxReceiveCount: number;
  readonly visibilityTimeoutSeconds: number;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faults: QueueFaults;
  readonly watcher: QueueWatcher;
}

const account = 'us-east-1:000000000000';

/** A queue's ARN, by its name. */
export const queueArn = (name: string): string => `arn:aws:sqs:${account}:${name}`;

/** A queue's URL, by its name. */
export const queueUrl = (name: string): string =>
  `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

export const createQueue = (options: QueueOptions): Queue => {
  const { name, clock, random, faults, watcher } = options;
  const ready: QueueMessage[] = [];
  const parked: QueueMessage[] = [];
  /** By receipt handle: what is in somebody's hands. */
  const inFlight = new Map<string, Receipt>();
  const listeners: (() => void)[] = [];
  let sentCount = 0;

  const show = (message: QueueMessage) => {
    message.state = 'ready';
    message.visibility += 1;
    ready.push(message);
    for (const listener of listeners) listener();
  };

  const hide = (message: QueueMessage, milliseconds: number) => {
    message.state = 'hidden';
    message.visibility += 1;
    const { visibility } = message;
    clock.after(milliseconds, () => {
      if (message.state === 'hidden' && message.visibility === visibility) show(message);
    });
  };

  /** Any of the first few: a standard queue keeps no order, and forgets nobody for ever. */
  const takeOne = (): QueueMessage | undefined => {
    const index = random.below(Math.min(ready.length, 64));
    const message = ready[index];
    const last = ready.pop();
    if (message !== undefined && last !== undefined && index < ready.length) ready[index] = last;
    return message;
  };

  const receiptOf = (message: QueueMessage): Receipt => {
    message.receiveCount += 1;
    message.firstReceivedAt ||= clock.now();
    message.wasDisturbed = true;
    const { receiveCount } = message;
    const receiptHandle = `${message.messageId}/${receiveCount}`;
    const receipt: Receipt = { message, receiptHandle, receiveCount, isVisibilitySet: false };
    inFlight.set(receiptHandle, receipt);
    watcher.received(queue, message);
    return receipt;
  };

  const receive = (limit: number): readonly Receipt[] => {
    const receipts: Receipt[] = [];
    const hidden: QueueMessage[] = [];
    while (receipts.length < limit && ready.length > 0) {
      const message = takeOne();
      // Deleted, or hidden by another receipt, since it was put here.
      if (message === undefined || message.state !== 'ready') continue;
      if (message.receiveCount >= options.maxReceiveCount) {
        message.state = 'gone';
        parked.push(message);
        watcher.parked(queue, message);
        continue;
      }
      receipts.push(receiptOf(message));
      if (faults.isDuplicated(name)) show(message);
      else hidden.push(message);
    }
    hideTogether(hidden);
    return receipts;
  };

  /** One timer for a whole batch: most of it is deleted long before. */
  const hideTogether = (messages: readonly QueueMessage[]) => {
    if (messages.length === 0) return;
    const visibilities = messages.map((message) => {
      message.state = 'hidden';
      message.visibility += 1;
      return message.visibility;
    });
    clock.after(options.visibilityTimeoutSeconds * 1000, () => {
      for (const [position, message] of messages.entries()) {
        if (message.state === 'hidden' && message.visibility === visibilities[position])
          show(message);
      }
    });
  };

  const queue: Queue = {
    name,
    arn: queueArn(name),
    url: queueUrl(name),
    send: (body, delaySeconds) => {
      sentCount += 1;
      const message: QueueMessage = {
        messageId: `${name}-${sentCount}`,
        body,
        receiveCount: 0,
        firstReceivedAt: 0,
        state: 'hidden',
        visibility: 0,
        wasDisturbed: false,
      };
      watcher.sent(queue, message, delaySeconds);
      if (delaySeconds === 0) show(message);
      else hide(message, delaySeconds * 1000);
    },
    receive,
    delete: ({ message, receiptHandle }) => {
      inFlight.delete(receiptHandle);
      if (message.state === 'gone') return;
      watcher.acknowledged(queue, message);
      if (faults.isDeletionForgotten(name)) return;
      message.state = 'gone';
    },
    changeVisibility: (receiptHandle, seconds) => {
      const receipt = inFlight.get(receiptHandle);
      inFlight.delete(receiptHandle);
      if (receipt === undefined) return;
      receipt.isVisibilitySet = true;
      const { message } = receipt;
      if (message.state === 'gone') return;
      watcher.returned(queue, message, seconds);
      if (message.state === 'hidden') hide(message, seconds * 1000);
    },
    onReady: (listener) => {
      listeners.push(listener);
    },
    readyCount: () => ready.length,
    parked: () => parked,
    redrive: () => {
      const moved = parked.splice(0);
      for (const message of moved) queue.send(message.body, 0);
      return moved.length;
    },
  };
  return queue;
};
