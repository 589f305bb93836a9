import { describe, expect, test } from 'vitest';
import type { RequestMessage } from '#core/messages.ts';
import type { NotificationRecord } from '#core/notification.ts';
import {
  type AcceptNotificationsDeps,
  acceptNotifications,
} from '#functions/ingress/accept-notifications.ts';
import { sendExample } from '#functions/ingress/examples.ts';
import { createResends } from '#functions/ingress/resends.ts';
import { type IngressDeps, ingressRoutes } from '#functions/ingress/routes.ts';
import type { HttpResponse } from '#platform/route.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();

const world = (over: Partial<AcceptNotificationsDeps> = {}) => {
  const records = new Map<string, NotificationRecord>();
  const queued: { message: RequestMessage; delaySeconds: number; stoodWhenQueued: boolean }[] = [];
  const scheduled: (readonly [string, number])[] = [];
  const links: string[] = [];
  let ids = 0;
  const deps: AcceptNotificationsDeps = {
    findTemplates: async () => templates,
    categories,
    overrideCallers: new Set(['123456789012/Alerts']),
    now: () => now,
    randomBytes: () => {
      ids += 1;
      return new Uint8Array(16).fill(ids);
    },
    findRecipients:
      async () =>
      ({ type, identifier }) =>
        type === 'USER_ID'
          ? { kind: 'unknown-user', userId: identifier }
          : { kind: 'address', type, address: identifier, preferences: {}, suppressions: {} },
    create: async (record) => {
      const existing = records.get(record.notificationId);
      if (existing === undefined) records.set(record.notificationId, record);
      return existing;
    },
    resends: createResends({
      get: async (id) => records.get(id),
      change: async (id) => {
        links.push(id);
        return records.get(id);
      },
    }),
    takeBack: async (id) => {
      records.delete(id);
    },
    enqueue: async (requests) => {
      for (const request of requests) {
        queued.push({ ...request, stoodWhenQueued: records.has(request.message.notificationId) });
      }
      return [];
    },
    schedule: async (name, at) => {
      scheduled.push([name, at]);
    },
    ...over,
  };
  return { deps, records, queued, scheduled, links };
};

const caller = { caller: '123456789012/Orders' };

describe('acceptNotifications', () => {
  test('takes back what no queue took, unless a repeat with its key may promise it', async () => {
    const refusing = () => world({ enqueue: async (requests) => requests });
    const [unkeyed, keyed] = [refusing(), refusing()];
    const withKey = { ...caller, derivedId: (position: number) => `ntf_derived${position}` };
    const results = [
      await acceptNotifications([sendExample], caller, unkeyed.deps),
      await acceptNotifications([sendExample], withKey, keyed.deps),
    ].flat();
    expect(results.map((one) => 'error' in one && one.error.code)).toEqual([
      'UNAVAILABLE',
      'UNAVAILABLE',
    ]);
    expect([...unkeyed.records.keys()]).toEqual([]);
    expect([...keyed.records.keys()]).toEqual(['ntf_derived0']);
  });

  test('writes the record before it queues the message', async () => {
    const { deps, queued } = world();
    const [result] = await acceptNotifications([sendExample], caller, deps);
    expect(result).toMatchObject({ status: 'ACCEPTED' });
    expect(queued).toMatchObject([{ delaySeconds: 0, stoodWhenQueued: true }]);
  });

  test('records the variant that a recipient gets, and sends it along with its version', async () => {
    const made = templates.get(sendExample.templateId);
    const variant = '1f3a9c02.warm';
    const get = () => made && { ...made, version: 2, variant };
    const { deps, records, queued } = world({ findTemplates: async () => ({ get }) });
    await acceptNotifications([sendExample], caller, deps);
    expect([...records.values()]).toMatchObject([{ templateVersion: 2, variant }]);
    expect(queued).toMatchObject([{ message: { template: { version: 2, variant } } }]);
  });

  test('lets SQS wait up to 15 minutes and Scheduler beyond', async () => {
    const { deps, queued, scheduled } = world();
    const results = await acceptNotifications(
      [900, 901].map((seconds) => ({ ...sendExample, scheduledFor: inSeconds(seconds) })),
      caller,
      deps,
    );
    expect(results).toMatchObject([{ status: 'SCHEDULED' }, { status: 'SCHEDULED' }]);
    expect(queued.filter(({ message }) => message.tells === undefined)).toMatchObject([
      { delaySeconds: 900 },
    ]);
    expect(scheduled.map(([, at]) => at)).toEqual([now + 901_000]);
  });

  test('has it told at once that it is kept for later, without its data', async () => {
    const { deps, queued } = world();
    const later = [900, 901].map((seconds) => ({
      ...sendExample,
      scheduledFor: inSeconds(seconds),
    }));
    await acceptNotifications([...later, sendExample], caller, deps);
    const telling = queued.filter(({ message }) => message.tells === 'SCHEDULED');
    expect(telling).toMatchObject([
      { delaySeconds: 0, stoodWhenQueued: true, message: { data: {} } },
      { delaySeconds: 0, stoodWhenQueued: true, message: { data: {} } },
    ]);
    expect(queued).toHaveLength(4);
  });

  test('lets nothing leave the door before it is told: a repeat would not tell it any more', async () => {
    const { deps, queued, scheduled } = world();
    const isTold = (messages: readonly RequestMessage[]) => messages.map(({ tells }) => tells);
    const dies = async () => {
      throw new Error('killed');
    };
    const later = [600, 3_600].map((seconds) => ({
      ...sendExample,
      scheduledFor: inSeconds(seconds),
    }));
    const run = acceptNotifications([...later, sendExample], caller, {
      ...deps,
      enqueue: (requests) =>
        isTold(requests.map(({ message }) => message)).includes('SCHEDULED')
          ? deps.enqueue(requests)
          : dies(),
      schedule: dies,
    });
    await expect(run).rejects.toThrow('killed');
    expect(isTold(queued.map(({ message }) => message))).toEqual(['SCHEDULED', 'SCHEDULED']);
    expect(scheduled).toEqual([]);
  });

  test('promises and queues nothing that it could not have told', async () => {
    const { deps, records, queued, scheduled } = world();
    const later = [600, 3_600].map((seconds) => ({
      ...sendExample,
      scheduledFor: inSeconds(seconds),
    }));
    const results = await acceptNotifications([...later, sendExample], caller, {
      ...deps,
      enqueue: async (requests) => {
        const isTelling = requests.some(({ message }) => message.tells !== undefined);
        return isTelling ? requests : deps.enqueue(requests);
      },
    });
    expect(results).toMatchObject([
      { error: { code: 'UNAVAILABLE' } },
      { error: { code: 'UNAVAILABLE' } },
      { status: 'ACCEPTED' },
    ]);
    expect([records.size, queued.length, scheduled.length]).toEqual([1, 1, 0]);
  });

  test('answers each of a batch in its place, and stores nothing of what it refuses', async () => {
    const { deps, records } = world();
    const bad = { ...sendExample, templateId: 'NO_SUCH' };
    const unknown = { ...sendExample, recipientType: 'USER_ID', recipientIdentifier: 'nobody' };
    const token = {
      ...sendExample,
      recipientType: 'DEVICE_TOKEN',
      recipientIdentifier: 'x'.repeat(20),
    };
    const results = await acceptNotifications([bad, sendExample, unknown, token], caller, deps);
    const codes = results.map((result) =>
      'error' in result ? result.error.errors[0]?.code : result.status,
    );
    expect(codes).toEqual(['UNKNOWN_TEMPLATE', 'ACCEPTED', 'UNKNOWN_USER', 'UNKNOWN_DEVICE']);
    expect(records.size).toBe(1);
  });

  test('records who overrode preferences, and refuses who may not, each of a batch in its place', async () => {
    const { deps, records, queued } = world();
    const override = { ...sendExample, overridePreferences: true };
    const refused = await acceptNotifications([override, sendExample], caller, deps);
    expect(refused).toMatchObject([{ error: { code: 'FORBIDDEN' } }, { status: 'ACCEPTED' }]);
    expect(records.size).toBe(1);

    const [accepted] = await acceptNotifications(
      [override],
      { caller: '123456789012/Alerts' },
      deps,
    );
    expect(accepted).toMatchObject({ status: 'ACCEPTED' });
    expect(queued.at(-1)?.message).toMatchObject({
      overridePreferences: true,
      caller: '123456789012/Alerts',
    });
    expect([...records.values()].at(-1)?.timeline).toMatchObject([
      { event: 'ACCEPTED', detail: 'Preferences on channels overridden by 123456789012/Alerts' },
    ]);
  });

  test('takes back what no queue took, and says that it was not accepted', async () => {
    const { deps, records } = world({ enqueue: async (requests) => requests });
    const [result] = await acceptNotifications([sendExample], caller, deps);
    expect(result).toMatchObject({ error: { code: 'UNAVAILABLE' } });
    expect(records.size).toBe(0);
  });

  test('says so when Scheduler did not take it', async () => {
    const { deps, records } = world({
      schedule: async () => {
        throw new Error('throttled');
      },
    });
    const later = { ...sendExample, scheduledFor: inSeconds(7200) };
    expect(await acceptNotifications([later], caller, deps)).toMatchObject([
      { error: { code: 'UNAVAILABLE' } },
    ]);
    expect(records.size).toBe(0);
  });

  describe('again with the same derived id', () => {
    const keyed = { ...caller, derivedId: () => 'ntf_0000000000000000000000001' };

    test('queues again what a crash may have left unqueued', async () => {
      const { deps, queued, records } = world();
      await acceptNotifications([sendExample], keyed, deps);
      await acceptNotifications([sendExample], keyed, deps);
      expect(records.size).toBe(1);
      expect(queued).toHaveLength(2);
    });

    test('dates the message as the first run dated the record', async () => {
      const { deps, queued, records } = world();
      await acceptNotifications([sendExample], keyed, deps);
      await acceptNotifications([sendExample], keyed, { ...deps, now: () => now + 60_000 });
      const record = records.get(keyed.derivedId());
      expect(queued[1]?.message).toMatchObject({
        acceptedAt: record?.createdAt,
        expiresAt: record?.expiresAt,
      });
    });

    test('queues nothing of what has left the door already', async () => {
      const { deps, queued, records } = world();
      await acceptNotifications([sendExample], keyed, deps);
      for (const [id, record] of records) records.set(id, { ...record, status: 'ROUTED' });
      const [result] = await acceptNotifications([sendExample], keyed, deps);
      expect(result).toMatchObject({ notificationId: keyed.derivedId() });
      expect(queued).toHaveLength(1);
    });

    test('takes back nothing that an earlier run promised', async () => {
      let isDown = false;
      const { deps, records } = world({ enqueue: async (requests) => (isDown ? requests : []) });
      await acceptNotifications([sendExample], keyed, deps);
      isDown = true;
      await acceptNotifications([sendExample], keyed, deps);
      expect(records.size).toBe(1);
    });
  });
});

describe('sending again', () => {
  const finished = { status: 'EXPIRED' as const, deliveries: {} };

  test('names the old one in the new, and the new in the old, before anything is queued', async () => {
    const { deps, records, queued, links } = world();
    const [first] = await acceptNotifications([sendExample], caller, deps);
    const resendOf = first !== undefined && 'notificationId' in first ? first.notificationId : '';
    const original = records.get(resendOf);
    if (original !== undefined) records.set(resendOf, { ...original, ...finished });
    const [again] = await acceptNotifications([{ ...sendExample, resendOf }], caller, deps);
    expect(again).toMatchObject({ status: 'ACCEPTED' });
    const id = again !== undefined && 'notificationId' in again ? again.notificationId : '';
    expect(records.get(id)).toMatchObject({ resendOf });
    expect(links).toEqual([resendOf]);
    expect(queued).toHaveLength(2);
  });

  test('of what may still be sent is refused, and stores nothing', async () => {
    const { deps, records, queued, links } = world();
    const [first] = await acceptNotifications([sendExample], caller, deps);
    const resendOf = first !== undefined && 'notificationId' in first ? first.notificationId : '';
    const [again] = await acceptNotifications([{ ...sendExample, resendOf }], caller, deps);
    expect(again).toMatchObject({ error: { code: 'NOT_FINISHED' } });
    expect([records.size, queued.length, links.length]).toEqual([1, 1, 0]);
  });

  test.each([
    ['of another template', { templateId: 'WELCOME' }],
    ['to another recipient', { recipientKey: 'ADDRESS#other' }],
  ])('what was %s is refused as if it were not there', async (_, over) => {
    const { deps, records } = world();
    const [first] = await acceptNotifications([sendExample], caller, deps);
    const resendOf = first !== undefined && 'notificationId' in first ? first.notificationId : '';
    const original = records.get(resendOf);
    if (original !== undefined) records.set(resendOf, { ...original, ...finished, ...over });
    const [again] = await acceptNotifications([{ ...sendExample, resendOf }], caller, deps);
    expect(again).toMatchObject({ error: { errors: [{ code: 'UNKNOWN_NOTIFICATION' }] } });
  });
});

test('the door counts what it accepts, not what it refuses, nor what it answers again', async () => {
  const counted: number[] = [];
  const answers = new Map<string, HttpResponse>();
  const deps: IngressDeps = {
    ...world().deps,
    limitCaller: async () => ({}),
    countAccepted: (times) => {
      counted.push(times);
    },
    idempotency: {
      run: async ({ key }, operation) => {
        const answer = answers.get(key) ?? (await operation());
        answers.set(key, answer);
        return answer;
      },
      onInvocation: () => {},
    },
  };
  const path = '/notifications/batch';
  const batch = ingressRoutes.find((one) => one.path === path);
  const request = {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1' },
    query: {},
    body: JSON.stringify({ notifications: [sendExample, {}, sendExample] }),
    caller: caller.caller,
    requestId: 'r',
  };
  const first = await batch?.invoke(request, {}, deps);
  expect(await batch?.invoke(request, {}, deps)).toEqual(first);
  expect(first).toMatchObject({ status: 202 });
  expect(counted).toEqual([2]);
});
