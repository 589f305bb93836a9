import { describe, expect, test } from 'vitest';
import { makeUser, orderFor, send, uniqueLabel, waitForSent, waitForStatus } from './herald.ts';

describe('a status', () => {
  test('tells what happened, in order, with every decision', async () => {
    const { userId } = await makeUser();
    const { notificationId } = await send(
      orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId }),
    );

    const { createdAt, expiresAt, decisions, deliveries, timeline } =
      await waitForSent(notificationId);

    const made = deliveries.filter(({ status }) => status !== 'SKIPPED');
    expect(made.map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
    expect(decisions.filter(({ verdict }) => verdict === 'DELIVER')).toMatchObject(
      made.map(({ channel }) => ({ channel, reason: 'ALLOWED', rule: 'default' })),
    );
    for (const { rules } of decisions) expect(rules[0]).toBe('requested-channels');
    for (const { deliveryId, channel, attempts } of made) {
      expect(deliveryId).toMatch(new RegExp(`^${notificationId}-${channel}-[\\w-]+$`));
      expect(attempts).toBe(1);
    }
    const threeDays = 3 * 86_400_000;
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(threeDays);
    const times = timeline.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(timeline[0]).toEqual({ at: createdAt, event: 'ACCEPTED' });
    for (const channel of ['EMAIL', 'IN_APP']) {
      expect(timeline).toContainEqual(expect.objectContaining({ event: 'SENT', channel }));
    }
  });

  test('shows neither the address nor the content', async () => {
    const secret = uniqueLabel('secret');
    const { email } = await makeUser();
    const { notificationId } = await send(
      orderFor({ recipientIdentifier: email, data: { customerName: secret } }),
    );

    const shown = JSON.stringify(await waitForStatus(notificationId));

    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(email);
    expect(shown).toContain(`${email[0]}***@`);
  });
});
