import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openOutbox } from '#local/outbox/outbox.ts';
import type { OutboxMessage } from '#local/outbox/outbox-message.ts';

/** A directory that is gone after the test. */
export const createDataDir = (): string => {
  const dataDir = mkdtempSync(join(tmpdir(), 'herald-outbox-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  return dataDir;
};

/** An outbox that is gone after the test. */
export const createOutbox = () => {
  const outbox = openOutbox(createDataDir());
  onTestFinished(() => outbox.close());
  return outbox;
};

/** A mail, unless told otherwise. */
export const messageWith = (properties: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id: 'mail-1',
  channel: 'EMAIL',
  to: 'ada@example.com',
  from: 'Herald <herald@example.com>',
  subject: 'Your order',
  html: '<p>Hello Ada</p>',
  text: 'Hello Ada',
  sentAt: '2026-11-02T09:00:00.000Z',
  notificationId: 'ntf_1',
  deliveryId: 'dlv_1',
  fate: 'DELIVERED',
  ...properties,
});
