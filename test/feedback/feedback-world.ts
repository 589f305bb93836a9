import type { HeraldEvent } from '#core/event.ts';
import { randomNotificationId } from '#core/ids.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import type { Profile } from '#core/recipient.ts';
import type { Outcome } from '#functions/channels/channel.ts';
import type { FoundEndpoint } from '#functions/channels/push/platform-endpoints.ts';
import { createAnswerReply, type SendAnswer } from '#functions/feedback/answer-reply.ts';
import { FeedbackMessage } from '#functions/feedback/feedback-message.ts';
import { createStoreFeedback } from '#functions/feedback/feedback-store.ts';
import { createObeyWord } from '#functions/feedback/obey-word.ts';
import { type RecordFeedbackDeps, recordFeedback } from '#functions/feedback/record-feedback.ts';
import { createTracePush } from '#functions/feedback/trace-push.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { createReplyClaims } from '#platform/reply-claims.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { startTablesInMemory } from '../channels/tables-in-memory.ts';
import { envelope } from './provider-events.ts';

/** When a run dies: before or after a call to a table or a topic, counted from 1. */
export interface Death {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** What is left of a process that died. */
export class KilledError extends Error {}

const start = Date.parse('2026-11-23T12:00:00.000Z');
const key = 'EMAIL-abcdefghij';

/** The real tables, with every call to them counted, and a topic that remembers. */
export const startFeedbackWorld = async () => {
  const tables = await startTablesInMemory('notifications');
  await tables.createTable('recipients', tableKeys.recipients);
  const notifications = createNotificationsTable(tables.dynamo, 'notifications');
  const suppressions = createSuppressions(tables.dynamo, 'recipients');
  const published: HeraldEvent[] = [];
  let calls: string[] = [];
  let death: Death | undefined;
  let isDead = false;

  const mortal = async <Result>(name: string, call: () => Promise<Result>): Promise<Result> => {
    if (isDead) throw new KilledError();
    calls.push(name);
    const isTheOne = death?.call === calls.length;
    if (isTheOne && death?.moment === 'before') isDead = true;
    if (isDead) throw new KilledError();
    const result = await call();
    if (isTheOne) isDead = true;
    if (isDead) throw new KilledError();
    return result;
  };
  tables.dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        mortal(commandName, () => next(args)),
    { step: 'initialize', priority: 'high', name: 'death' },
  );
  const texted: Parameters<SendAnswer>[0][] = [];
  /** What the provider answers, one call after the other; it takes what nothing is said of. */
  const refusals: Outcome[] = [];
  const claims = createReplyClaims(tables.dynamo, 'recipients', () => start + 60_000);
  const answering = (isSelfManaged: boolean) =>
    createAnswerReply({
      ...claims,
      brandName: 'Acme',
      contact: 'help@acme.example',
      isSelfManaged,
      isSuppressed: async (number) => (await suppressions.read(number)).SMS !== undefined,
      sendAnswer: (answer) =>
        mortal('SendTextMessage', async () => {
          const refusal = refusals.shift();
          if (refusal !== undefined) return refusal;
          texted.push(answer);
          return { kind: 'sent', provider: 'END_USER_MESSAGING' };
        }),
      now: () => start + 60_000,
    });
  let isSelfManaged = true;
  /** What SNS and the tables know of endpoints, and whose devices are forgotten. */
  const devices: {
    readonly endpoints: Map<string, FoundEndpoint>;
    readonly owners: Map<string, Profile>;
    readonly formerOwners: Map<string, Profile>;
    readonly notificationIds: string[];
    readonly forgotten: string[];
  } = {
    endpoints: new Map(),
    owners: new Map(),
    formerOwners: new Map(),
    notificationIds: [],
    forgotten: [],
  };
  const tracePush = createTracePush({
    findEndpoint: async (arn) => devices.endpoints.get(arn),
    ownerOf: async (token) => devices.owners.get(token),
    formerOwnerOf: async (arn) => devices.formerOwners.get(arn),
    newestOf: async () => {
      const records = await Promise.all(devices.notificationIds.map((id) => notifications.get(id)));
      return records.flatMap((record) => record ?? []);
    },
  });
  const forget = (arn: string) => {
    const owner = devices.owners.get(devices.endpoints.get(arn)?.token ?? '');
    if (owner !== undefined) devices.formerOwners.set(arn, owner);
    devices.endpoints.delete(arn);
  };
  const clock = { now: start + 60_000 };
  const deps: RecordFeedbackDeps = {
    tracePush,
    forgetDevice: ({ device }) =>
      mortal('ForgetDevice', async () => {
        devices.forgotten.push(device.endpointArn);
        forget(device.endpointArn);
      }),
    now: () => clock.now,
    answer: (report) => answering(isSelfManaged)(report),
    obey: createObeyWord(suppressions),
    store: createStoreFeedback(notifications),
    publish: (events) =>
      mortal('Publish', async () => {
        published.push(...events);
      }),
  };

  /** Does something outside of what is counted and killed. */
  const aside = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    const before = { calls, death, isDead };
    calls = [];
    death = undefined;
    isDead = false;
    try {
      return await call();
    } finally {
      ({ calls, death, isDead } = before);
    }
  };

  return {
    notifications,
    suppressions,
    published,
    devices,
    /** Another failure has had a device forgotten. */
    forget,
    clock,
    texted,
    refusals,
    /** Whether AWS leaves all words to us. */
    manageOptOuts: (self: boolean) => {
      isSelfManaged = self;
    },
    store: deps.store,
    dynamo: tables.dynamo,
    /** What something else calls of the tables. */
    callsOf: async (work: () => Promise<void>) => {
      calls = [];
      await work();
      return [...calls];
    },
    /** Puts a delivery on record; returns its notification's id and its own. */
    deliveryThat: (is: Partial<DeliveryRecord>) =>
      aside(async () => {
        const notificationId = randomNotificationId(crypto.getRandomValues(new Uint8Array(16)));
        await notifications.create({
          notificationId,
          status: 'ROUTED',
          templateId: 'WELCOME',
          category: 'account',
          priority: 'HIGH',
          recipientKey: 'USER#ada',
          createdAt: start,
          expiresAt: start + 3 * 86_400_000,
          deliveries: {
            [key]: {
              channel: 'EMAIL',
              status: 'SENT',
              address: 'a***@example.com',
              attempt: 1,
              round: 0,
              ...is,
            },
          },
          timeline: [],
        });
        return { notificationId, key, deliveryId: `${notificationId}-${key}` };
      }),
    read: (notificationId: string) =>
      aside(async () => {
        const delivery = (await notifications.get(notificationId))?.deliveries?.[key];
        if (delivery === undefined) throw new Error('the record is gone');
        return delivery;
      }),
    suppressionOf: (address: string) => aside(() => suppressions.read(address)),
    /** One run of the function on messages of providers; what it called, and what it answered. */
    receive: async (messages: readonly unknown[], dies?: Death, sentAt?: string) => {
      calls = [];
      death = dies;
      isDead = false;
      const batch = messages.map((message, position) => ({
        message: FeedbackMessage.parse(envelope(message, sentAt)),
        messageId: String(position),
        receiveCount: 1,
        firstReceivedAt: start,
      }));
      const results = await recordFeedback(batch, deps).catch((error: unknown) => {
        if (error instanceof KilledError) return undefined;
        throw error;
      });
      const outcome = { results: isDead ? undefined : results, calls: [...calls] };
      death = undefined;
      isDead = false;
      return outcome;
    },
    close: tables.close,
  };
};
export type FeedbackWorld = Awaited<ReturnType<typeof startFeedbackWorld>>;
