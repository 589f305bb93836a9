import { describe, expect } from 'vitest';
import { Accepted, BatchAccepted } from './contract.ts';
import { orderFor, uniqueAddress, uniqueLabel, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { putMessage, takeMessage, watchedQueues } from './queues.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const poisons = {
  'that is not JSON': () => `not JSON ${uniqueLabel('poison')}`,
  'of a schema that nobody knows': () =>
    JSON.stringify({ schemaVersion: 99, notificationId: uniqueLabel('poison') }),
};

describe('a message', () => {
  for (const [what, makePoison] of Object.entries(poisons)) {
    needs('queues')(`${what} is parked in seconds, and spoils no other`, async () => {
      const queues = await watchedQueues();
      expect(queues.length).toBeGreaterThanOrEqual(6);
      const poisoned = await Promise.all(
        queues.map(async (queue) => {
          const body = makePoison();
          await putMessage(queue.url, body);
          return { ...queue, body };
        }),
      );
      const notifications = ['HIGH', 'LOW'].flatMap((priority) =>
        Array.from({ length: 10 }, () =>
          orderFor({ recipientIdentifier: uniqueAddress(), priority }),
        ),
      );
      const { body } = await call('POST', '/notifications/batch', { body: { notifications } });

      for (const result of BatchAccepted.parse(body).results) {
        await waitForStatus(Accepted.parse(result).notificationId);
      }
      for (const { name, deadLetterUrl, body: poison } of poisoned) {
        await waitFor(`the poison of ${name} to be parked`, async () =>
          (await takeMessage(deadLetterUrl, poison)) ? true : undefined,
        );
      }
    });
  }
});
