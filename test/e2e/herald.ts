import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { Accepted, Notification, Problem, User } from './contract.ts';
import { target } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';
import type { Answer } from './signed-request.ts';
import { waitFor } from './wait-for.ts';

/** A name that no other test has, nor an earlier run against the same target. */
export const uniqueLabel = (prefix = 'e2e'): string =>
  `${prefix}-${randomBytes(6).toString('hex')}`;

/** An address that takes mail, and that nobody else has. */
export const uniqueAddress = (label = uniqueLabel()): string =>
  target.mailAddress.replace('{label}', label);

/** A send as a test writes it; what it leaves out is filled in. */
export interface OrderSend {
  readonly recipientType?: string;
  readonly recipientIdentifier: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** An order confirmation, its orderId unlike any other. */
export const orderFor = ({ recipientIdentifier, data, ...more }: OrderSend) => ({
  templateId: 'ORDER_CONFIRMATION',
  recipientType: 'EMAIL',
  recipientIdentifier,
  ...more,
  data: { orderId: uniqueLabel('order'), customerName: 'Ada', orderTotal: '£9.99', ...data },
});

/** Sends, and expects the promise. */
export const send = async (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Accepted> => {
  const answer = await call('POST', '/notifications/send', { body, headers });
  expect(answer, answer.text).toMatchObject({ status: 202 });
  return Accepted.parse(answer.body);
};

/** What became of a notification. */
export const statusOf = async (notificationId: string): Promise<Notification> => {
  const answer = await call('GET', `/notifications/${notificationId}/status`);
  expect(answer, answer.text).toMatchObject({ status: 200 });
  return Notification.parse(answer.body);
};

/** A provider has it; where a target tells of its delivery, the status moves on from SENT. */
export const sentStatuses = ['SENT', 'DELIVERED'];

/** Waits until a notification stands where it should. */
export const waitForStatus = async (
  notificationId: string,
  wanted: readonly string[] = sentStatuses,
): Promise<Notification> => {
  let last = '';
  return waitFor(
    `${notificationId} to be ${wanted.join(' or ')}`,
    async () => {
      const notification = await statusOf(notificationId);
      last = JSON.stringify(notification);
      return wanted.includes(notification.status) ? notification : undefined;
    },
    () => `It was ${last}`,
  );
};

/** Waits until the story tells of every delivery that it was SENT: feedback may be faster than our own record. */
export const waitForSent = (notificationId: string): Promise<Notification> =>
  waitFor(`${notificationId} to be told SENT`, async () => {
    const notification = await waitForStatus(notificationId);
    const told = notification.timeline.filter(({ event }) => event === 'SENT');
    const made = notification.deliveries.filter(({ status }) => status !== 'SKIPPED');
    return told.length >= made.length ? notification : undefined;
  });

/** Makes a user with a mail address of their own. */
export const makeUser = async (fields: Readonly<Record<string, unknown>> = {}) => {
  const userId = uniqueLabel('user');
  const email = uniqueAddress(userId);
  const answer = await call('PUT', `/users/${userId}`, { body: { email, ...fields } });
  expect(answer, answer.text).toMatchObject({ status: 201 });
  return { ...User.parse(answer.body), email };
};

/** Expects an error as the contract says: the problem's media type, its status and its code. */
export const expectProblem = (answer: Answer, status: number, code: string): Problem => {
  expect(answer, answer.text).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return Problem.parse(answer.body);
};

/**
 * Waits until a mail that was sent later than anything else so far has gone through the same queues:
 * what has not arrived by then was not sent.
 */
export const letEverythingThrough = async (): Promise<void> => {
  for (const priority of ['HIGH', 'LOW']) {
    const recipientIdentifier = uniqueAddress(uniqueLabel('sentinel'));
    await send(orderFor({ recipientIdentifier, priority, channels: ['EMAIL'] }));
    await waitForMail(recipientIdentifier);
  }
};
