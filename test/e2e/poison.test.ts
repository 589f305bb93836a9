import { expect } from 'vitest';
import { Accepted, BatchAccepted } from './contract.ts';
import { orderFor, uniqueAddress, uniqueLabel, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { putMessage, takeMessage, watchedQueues } from './queues.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const poisons: readonly (() => string)[] = [
  () => `not JSON ${uniqueLabel('poison')}`,
  // Of a schema that nobody knows.
  () => JSON.stringify({ schemaVersion: 99, notificationId: uniqueLabel('poison') }),
];

needs('queues')('what no queue can read is parked in seconds, and spoils no other', async () => {
  const queues = await watchedQueues();
  expect(queues.length).toBeGreaterThanOrEqual(6);
  const poisoned = queues.map((queue, position) => ({
    ...queue,
    poison: poisons[position % poisons.length]?.() ?? '',
  }));
  await Promise.all(poisoned.map(({ url, poison }) => putMessage(url, poison)));
  const notifications = ['HIGH', 'LOW'].flatMap((priority) =>
    Array.from({ length: 10 }, () => orderFor({ recipientIdentifier: uniqueAddress(), priority })),
  );
  const { body } = await call('POST', '/notifications/batch', { body: { notifications } });

  for (const result of BatchAccepted.parse(body).results) {
    await waitForStatus(Accepted.parse(result).notificationId);
  }
  let waiting: readonly (typeof poisoned)[number][] = poisoned;
  while (waiting.length > 0) {
    // An emulator takes its time, queue after queue.
    waiting = await waitFor(
      'another poison to be parked',
      async () => {
        const found = await Promise.all(
          waiting.map(({ deadLetterUrl, poison }) => takeMessage(deadLetterUrl, poison)),
        );
        const left = waiting.filter((_, position) => found[position] !== true);
        return left.length < waiting.length ? left : undefined;
      },
      () => `Not yet: ${waiting.map(({ name }) => name).join(', ')}`,
    );
  }
});
