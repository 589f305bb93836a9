import type { QueueMessage, QueueWatcher } from './cloud/queues.ts';
import type { VirtualClock } from './time/virtual-clock.ts';

/** Writes down everything that happens to one notification, and nothing about any other. */
export interface Tracer {
  /** The text is made only if somebody wants it. */
  tell(notificationId: string | undefined, text: () => string): void;
  /** For what carries its notification somewhere inside. */
  tellOf(content: string, text: () => string): void;
  tellOfCommand(command: unknown, text: () => string): void;
  readonly queueWatcher: QueueWatcher;
  readonly lines: readonly string[];
}

export const createTracer = (clock: VirtualClock, watched: string | undefined): Tracer => {
  const lines: string[] = [];
  const note = (text: string) => lines.push(`${new Date(clock.now()).toISOString()}  ${text}`);
  const tellOf: Tracer['tellOf'] = (content, text) => {
    if (watched !== undefined && content.includes(watched)) note(text());
  };
  const tellOfMessage = ({ body }: QueueMessage, text: () => string) => tellOf(body, text);
  return {
    lines,
    tell: (notificationId, text) => {
      if (watched !== undefined && watched === notificationId) note(text());
    },
    tellOf,
    tellOfCommand: (command, text) => {
      if (watched !== undefined) tellOf(JSON.stringify(Object(command).input ?? command), text);
    },
    queueWatcher: {
      sent: ({ name }, message, delay) =>
        tellOfMessage(
          message,
          () => `${name} <- ${message.messageId}${delay ? ` in ${delay} s` : ''}`,
        ),
      received: ({ name }, message) =>
        tellOfMessage(
          message,
          () => `${name} -> ${message.messageId} (receive ${message.receiveCount})`,
        ),
      acknowledged: ({ name }, message) =>
        tellOfMessage(message, () => `${name} deleted ${message.messageId}`),
      returned: ({ name }, message, seconds) =>
        tellOfMessage(message, () => `${name} ${message.messageId} is back in ${seconds} s`),
      parked: ({ name }, message) =>
        tellOfMessage(message, () => `${name} ${message.messageId} moved to the DLQ`),
    },
  };
};
