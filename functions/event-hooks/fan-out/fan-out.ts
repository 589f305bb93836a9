import type { CloudEvent } from '#functions/event-hooks/cloud-event.ts';
import type { FanOutMessage, ReplayMessage } from '#functions/event-hooks/hook-messages.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import { type FanOutEventsDeps, fanOutEvents } from './fan-out-events.ts';
import { type ReplayEventsDeps, replayEvents } from './replay-events.ts';

export type FanOutDeps = FanOutEventsDeps & ReplayEventsDeps;

/** Gives receivers what was published, and what they ask to have again. */
export const fanOut = async (
  batch: readonly Received<FanOutMessage>[],
  deps: FanOutDeps,
): Promise<readonly MessageResult[]> => {
  const results = new Map<Received<FanOutMessage>, MessageResult>();
  const published = batch.filter(isEvent);
  const fannedOut = await fanOutEvents(published, deps);
  for (const [position, received] of published.entries()) {
    const result = fannedOut[position];
    if (result !== undefined) results.set(received, result);
  }
  for (const received of batch.filter(isReplay)) {
    results.set(received, await replay(received.message, deps));
  }
  return batch.map((received) => {
    const result = results.get(received);
    if (result === undefined) throw new Error('an event got no result');
    return result;
  });
};

async function replay(message: ReplayMessage, deps: FanOutDeps): Promise<MessageResult> {
  try {
    return await replayEvents(message, deps);
  } catch (error) {
    const ids = { webhookId: message.webhookId };
    return { kind: 'retry', event: 'replay-interrupted', ids, error };
  }
}

function isReplay(received: Received<FanOutMessage>): received is Received<ReplayMessage> {
  return 'kind' in received.message && received.message.kind === 'REPLAY';
}

function isEvent(received: Received<FanOutMessage>): received is Received<CloudEvent> {
  return !isReplay(received);
}
