import { describe, expect, test } from 'vitest';
import { targetNow } from './clock.ts';
import { expectHeldUntil, orderTo } from './held-until.ts';
import { expectProblem, makeUser, send, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { nightAround, sleepersTimeZone } from './quiet-nights.ts';
import { call } from './signed-call.ts';

describe('a send window', () => {
  needs('outbox', 'clock')(
    'holds every channel until it opens by the clock of the person, then each is sent once',
    async () => {
      const { userId, email } = await makeUser({ timeZone: sleepersTimeZone });
      const { sendWindow, endsAt } = nightAround(await targetNow(), 5);
      await expectHeldUntil({
        userId,
        email,
        more: { sendWindow },
        endsAt,
        reason: 'SEND_WINDOW',
        rule: 'send-window',
        inputs: { timeZone: sleepersTimeZone, of: 'send' },
      });
    },
  );

  needs('outbox', 'clock')('that is open now holds nothing', async () => {
    const { userId, email } = await makeUser({ timeZone: sleepersTimeZone });
    const { quietHours: sendWindow } = nightAround(await targetNow(), 5);

    await waitForStatus((await send(orderTo(userId, { sendWindow }))).notificationId);

    await waitForMail(email);
  });

  test('is refused for what is CRITICAL, and where it never opens', async () => {
    const { userId } = await makeUser();
    const { sendWindow } = nightAround(Date.now(), 5);
    for (const [spoilt, pointer] of [
      [{ sendWindow, priority: 'CRITICAL' }, '/sendWindow'],
      [{ sendWindow: { weekly: [] } }, '/sendWindow/weekly'],
    ] as const) {
      const answer = await call('POST', '/notifications/send', { body: orderTo(userId, spoilt) });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors?.map((error) => error.pointer)).toEqual([pointer]);
    }
  });
});
