import { describe, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Decided } from '#core/decide.ts';
import { deliveryKey } from '#core/ids.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { planRoute } from '#core/plan-route.ts';

const now = 1_000_000;
const address = 'ada@example.com';
const key = deliveryKey('EMAIL', hashAddress(address));

const message = (over: Partial<RequestMessage> = {}): RequestMessage => ({
  schemaVersion: 1,
  notificationId: 'ntf_1',
  templateId: 'WELCOME',
  recipient: { type: 'USER_ID', identifier: 'ada' },
  data: {},
  priority: 'MEDIUM',
  caller: '1/Orders',
  acceptedAt: now - 1000,
  expiresAt: now + 60_000,
  ...over,
});

const record = (over: Partial<NotificationRecord> = {}): NotificationRecord => ({
  notificationId: 'ntf_1',
  status: 'ACCEPTED',
  templateId: 'WELCOME',
  category: 'account',
  priority: 'MEDIUM',
  recipientKey: 'USER#ada',
  createdAt: now - 1000,
  expiresAt: now + 60_000,
  timeline: [],
  ...over,
});

const delivery = (over: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  channel: 'EMAIL',
  status: 'QUEUED',
  address: 'a***@example.com',
  attempt: 0,
  round: 0,
  ...over,
});

const decided: Decided = {
  decisions: { EMAIL: { verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' } },
  targets: [{ channel: 'EMAIL', address }],
};
const optedOut: Decided = {
  decisions: { EMAIL: { verdict: 'SKIP', reason: 'OPTED_OUT', rule: 'preferences' } },
  targets: [],
};

describe('planRoute of a request', () => {
  test('ignores a message whose record is gone', () => {
    expect(planRoute(message(), undefined, decided, now)).toEqual({ kind: 'gone' });
  });

  test.each(['ACCEPTED', 'SCHEDULED', 'PARKED'] as const)('routes what is %s', (status) => {
    expect(planRoute(message(), record({ status }), decided, now)).toEqual({
      kind: 'route',
      deliveries: { [key]: delivery() },
      queue: [{ channel: 'EMAIL', address, key, round: 0 }],
      holds: [],
    });
  });

  test('expires what is at its expiry', () => {
    expect(planRoute(message({ expiresAt: now }), record(), decided, now)).toEqual({
      kind: 'expire',
    });
  });

  test.each(['SCHEDULED', 'PARKED'] as const)('expires what was %s for too long', (status) => {
    const late = planRoute(message({ expiresAt: now - 1 }), record({ status }), decided, now);
    expect(late).toEqual({ kind: 'expire' });
  });

  test('sends nothing for what was cancelled', () => {
    const plan = planRoute(message(), record({ status: 'CANCELLED' }), decided, now);
    expect(plan).toMatchObject({ kind: 'repeat', queue: [] });
  });

  test('queues again what still waits when the message is delivered twice', () => {
    const routed = record({ status: 'ROUTED', deliveries: { [key]: delivery() } });
    expect(planRoute(message(), routed, decided, now)).toMatchObject({
      kind: 'repeat',
      queue: [{ channel: 'EMAIL', address, key, round: 0 }],
      holds: [],
    });
  });

  test.each(['SENDING', 'SENT', 'RETRYING', 'FAILED', 'CANCELLED'] as const)(
    'queues nothing again for a delivery that is %s',
    (status) => {
      const routed = record({ status: 'ROUTED', deliveries: { [key]: delivery({ status }) } });
      expect(planRoute(message(), routed, decided, now)).toMatchObject({
        kind: 'repeat',
        queue: [],
      });
    },
  );

  test('writes off what waits for an address that the person no longer has', () => {
    const routed = record({ status: 'ROUTED', deliveries: { 'EMAIL-old': delivery() } });
    expect(planRoute(message(), routed, decided, now)).toEqual({
      kind: 'write-off',
      deliveries: { 'EMAIL-old': delivery({ status: 'SKIPPED', reason: 'ADDRESS_CHANGED' }) },
      queue: [],
      holds: [],
    });
  });
});

describe('planRoute of a release', () => {
  const release = message({ release: { round: 1, channels: ['EMAIL'] } });
  const held = (over: Partial<DeliveryRecord> = {}) =>
    record({
      status: 'ROUTED',
      deliveries: { [key]: delivery({ status: 'HELD', round: 1, attempt: 7, ...over }) },
    });

  test('queues what is held in that round, with its attempts kept', () => {
    expect(planRoute(release, held(), decided, now)).toEqual({
      kind: 'release',
      round: 1,
      held: [key],
      deliveries: { [key]: delivery({ round: 1, attempt: 7 }) },
      queue: [{ channel: 'EMAIL', address, key, round: 1 }],
      holds: [],
    });
  });

  test('decides again: who opted out meanwhile hears nothing', () => {
    expect(planRoute(release, held(), optedOut, now)).toMatchObject({
      kind: 'release',
      queue: [],
      deliveries: { [key]: { status: 'SKIPPED', reason: 'OPTED_OUT' } },
    });
  });

  test('expires what was held for too long', () => {
    expect(planRoute({ ...release, expiresAt: now }, held(), decided, now)).toMatchObject({
      kind: 'release',
      queue: [],
      deliveries: { [key]: { status: 'EXPIRED', reason: 'EXPIRED' } },
    });
  });

  test('expires what was parked on its way back, and redriven too late', () => {
    const parked = held({ status: 'PARKED' });
    expect(planRoute({ ...release, expiresAt: now }, parked, decided, now)).toMatchObject({
      kind: 'release',
      queue: [],
      holds: [],
      deliveries: { [key]: { status: 'EXPIRED', reason: 'EXPIRED' } },
    });
  });

  test('goes to the new address when it changed meanwhile', () => {
    const moved: Decided = {
      ...decided,
      targets: [{ channel: 'EMAIL', address: 'new@example.com' }],
    };
    const newKey = deliveryKey('EMAIL', hashAddress('new@example.com'));
    expect(planRoute(release, held(), moved, now)).toMatchObject({
      queue: [{ key: newKey, round: 1 }],
      deliveries: {
        [key]: { status: 'SKIPPED', reason: 'ADDRESS_CHANGED' },
        [newKey]: { status: 'QUEUED' },
      },
    });
  });

  test('leaves alone what went its own way by the same channel, such as another device', () => {
    const other = deliveryKey('EMAIL', hashAddress('other@example.com'));
    const record = held();
    const deliveries = { ...record.deliveries, [other]: delivery({ status: 'SENT', attempt: 1 }) };
    const both = {
      ...decided,
      targets: [
        { channel: 'EMAIL', address },
        { channel: 'EMAIL', address: 'other@example.com' },
      ],
    };
    const plan = planRoute(release, { ...record, deliveries }, both, now);
    expect(plan).toMatchObject({ kind: 'release', queue: [{ key }] });
    expect(plan).not.toHaveProperty(['deliveries', other]);
  });

  test('does nothing for a round that has passed', () => {
    expect(planRoute(release, held({ round: 2 }), decided, now)).toMatchObject({
      kind: 'repeat',
      queue: [],
    });
  });

  test('does nothing twice', () => {
    expect(planRoute(release, held({ status: 'SENT' }), decided, now)).toMatchObject({
      kind: 'repeat',
      queue: [],
    });
  });
});

describe('planRoute of what is to be held', () => {
  const until = now + 30_000;
  const quiet: Decided = {
    decisions: {
      EMAIL: { verdict: 'HOLD', reason: 'QUIET_HOURS', rule: 'quiet-hours', until },
      IN_APP: { verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' },
    },
    targets: [
      { channel: 'EMAIL', address },
      { channel: 'IN_APP', address: 'ada' },
    ],
  };
  const held = delivery({ status: 'HELD', reason: 'QUIET_HOURS', round: 1, heldUntil: until });
  const hold = { round: 1, channels: ['EMAIL'], until };

  test('writes it HELD, queues the rest, and schedules its release', () => {
    expect(planRoute(message(), record(), quiet, now)).toMatchObject({
      kind: 'route',
      deliveries: { [key]: held },
      queue: [{ channel: 'IN_APP' }],
      holds: [hold],
    });
  });

  test('schedules no release later than the expiry', () => {
    const short = message({ expiresAt: now + 10_000 });
    expect(planRoute(short, record(), quiet, now)).toMatchObject({
      holds: [{ ...hold, until: now + 10_000 }],
    });
  });

  test('schedules again what a run that died may not have scheduled', () => {
    const routed = record({ status: 'ROUTED', deliveries: { [key]: held } });
    expect(planRoute(message(), routed, decided, now)).toMatchObject({
      kind: 'repeat',
      queue: [],
      holds: [hold],
    });
  });

  test('holds again what is released into quiet hours, in the next round', () => {
    const release = message({ release: { round: 1, channels: ['EMAIL'] } });
    const routed = record({ status: 'ROUTED', deliveries: { [key]: held } });
    const plan = planRoute(release, routed, quiet, now);
    expect(plan).toMatchObject({
      kind: 'release',
      held: [key],
      deliveries: { [key]: { status: 'HELD', round: 2, heldUntil: until } },
      queue: [],
      holds: [{ round: 2, channels: ['EMAIL'], until }],
    });
  });

  test('schedules that next round again when the run that held it died', () => {
    const release = message({ release: { round: 1, channels: ['EMAIL'] } });
    const heldAgain = record({ status: 'ROUTED', deliveries: { [key]: { ...held, round: 2 } } });
    expect(planRoute(release, heldAgain, quiet, now)).toMatchObject({
      kind: 'repeat',
      holds: [{ round: 2, channels: ['EMAIL'], until }],
    });
  });
});
