import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import type { RetryPolicy } from '#core/retry-policy.ts';
import type { CloudEvent } from '#functions/event-hooks/cloud-event.ts';
import { deliverEvents } from '#functions/event-hooks/delivery/deliver-event.ts';
import { createDeliveryLog } from '#functions/event-hooks/delivery-log.ts';
import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import { createEventLog } from '#functions/event-hooks/event-log.ts';
import { fanOut } from '#functions/event-hooks/fan-out/fan-out.ts';
import type { FanOutMessage, HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import { deriveHookSecret } from '#functions/event-hooks/hook-secret.ts';
import { createHooksTable } from '#functions/event-hooks/hooks-table.ts';
import { keepHooks } from '#functions/event-hooks/kept-hooks.ts';
import { createPostEvent } from '#functions/event-hooks/post-event.ts';
import { type Network, publicInternet } from '#functions/webhooks/connect-to.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { startTablesInMemory } from '../channels/tables-in-memory.ts';

/** The master secret of these tests. */
export const master = 'a master secret';

/** As lib/stages.ts has it for what is not urgent. */
export const policy: RetryPolicy = {
  initialSeconds: 2,
  capSeconds: 300,
  doublingForSeconds: 7_200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

export const start = Date.parse('2026-11-23T11:00:00.000Z');

/** A change of status as the topic carries it. */
export const eventOf = (id: string, more: Partial<CloudEvent> = {}): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'herald',
  type: 'herald.delivery.sent',
  subject: 'ntf_1-EMAIL-x',
  time: '2026-11-23T10:59:59.000Z',
  datacontenttype: 'application/json',
  data: { notificationId: 'ntf_1', channel: 'EMAIL', status: 'SENT', templateId: 'ORDER_SHIPPED' },
  ...more,
});

/** A request that reached a receiver. */
export interface Arrival {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers as it is told; undefined for not at all. */
export const startCompany = async () => {
  const arrivals: Arrival[] = [];
  const company = {
    arrivals,
    url: '',
    answer: (_: Arrival): number | undefined => 204,
    headers: {} as Readonly<Record<string, string>>,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const arrival = { path: request.url ?? '', headers: request.headers, body };
    arrivals.push(arrival);
    const status = company.answer(arrival);
    if (status !== undefined) response.writeHead(status, company.headers).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  company.url = `http://127.0.0.1:${port}`;
  return company;
};

/** What the reference library makes of an arrival, who asks the real clock how old a signature is. */
export const verified = ({ headers, body }: Arrival, hook: EventHook, version = 1): unknown => {
  const signed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  return new Webhook(deriveHookSecret(master, hook.webhookId, version)).verify(body, signed);
};

interface Queued {
  readonly message: HookDeliveryMessage;
  readonly firstReceivedAt: number | undefined;
  readonly receiveCount: number;
  readonly dueAt: number;
}

/** The table in memory, the use cases on it, and a queue between them that lives in the world's time. */
export const startHooksWorld = async (network: Network = publicInternet) => {
  const tables = await startTablesInMemory('notifications');
  const table = 'event-hooks';
  await tables.createTable(table, tableKeys.eventHooks);
  const clock = { now: start };
  const now = () => clock.now;
  const hooks = createHooksTable(tables.dynamo, table);
  const log = createEventLog(tables.dynamo, table);
  const deliveries = createDeliveryLog(tables.dynamo, table);
  const replays: FanOutMessage[] = [];
  let queue: Queued[] = [];
  let made = 0;
  let lists = 0;
  const counted = {
    ...hooks,
    list: () => {
      lists += 1;
      return hooks.list();
    },
  };
  const fanOutDeps = {
    hooks,
    kept: keepHooks(counted, now),
    log,
    queueDeliveries: async (messages: readonly HookDeliveryMessage[]) => {
      for (const message of messages) {
        queue.push({ message, firstReceivedAt: undefined, receiveCount: 0, dueAt: clock.now });
      }
      return [] as readonly HookDeliveryMessage[];
    },
    queueReplay: async (message: FanOutMessage) => {
      replays.push(message);
    },
    now,
  };
  const deliverDeps = {
    hooks,
    kept: keepHooks(counted, now),
    log: deliveries,
    post: createPostEvent({
      readMasterSecret: async () => master,
      allowLoopback: true,
      now,
      timeoutMs: 150,
      network,
    }),
    policy,
    now,
    random: () => 0.5,
  };
  const received = <Message>(message: Message, firstReceivedAt = clock.now, receiveCount = 1) => ({
    message,
    messageId: `m-${receiveCount}`,
    firstReceivedAt,
    receiveCount,
  });
  const publish = (
    messages: readonly FanOutMessage[],
    deps: Partial<typeof fanOutDeps> = {},
  ): Promise<readonly MessageResult[]> =>
    fanOut(
      messages.map((message) => received(message)),
      { ...fanOutDeps, ...deps },
    );
  const deliver = (
    batch: readonly Received<HookDeliveryMessage>[],
    deps: Partial<typeof deliverDeps> = {},
  ) => deliverEvents(batch, { ...deliverDeps, ...deps });
  /** Delivers what is due, ten at a time; what comes back waits for its time. */
  const drain = async (): Promise<readonly MessageResult[]> => {
    const results: MessageResult[] = [];
    for (;;) {
      const due = queue.filter(({ dueAt }) => dueAt <= clock.now).slice(0, 10);
      if (due.length === 0) return results;
      queue = queue.filter((one) => !due.includes(one));
      const batch = due.map(({ message, firstReceivedAt, receiveCount }) =>
        received(message, firstReceivedAt ?? clock.now, receiveCount + 1),
      );
      const came = await deliver(batch);
      results.push(...came);
      for (const [position, result] of came.entries()) {
        const one = batch[position];
        if (one === undefined || result.kind === 'done') continue;
        const dueAt = clock.now + Math.ceil(result.afterSeconds ?? 1) * 1000;
        queue.push({ ...one, dueAt });
      }
    }
  };
  return {
    ...tables,
    table,
    clock,
    hooks,
    log,
    deliveries,
    replays,
    received,
    publish,
    deliver,
    drain,
    waiting: () => queue,
    /** Takes what is queued, unseen. */
    takeQueued: () => {
      const taken = queue.map(({ message }) => message);
      queue = [];
      return taken;
    },
    lists: () => lists,
    /** Goes to when the next of what waits is due. */
    skipToNext: () => {
      clock.now = Math.max(clock.now, Math.min(...queue.map(({ dueAt }) => dueAt)));
    },
    makeHook: async (settings: Partial<EventHook> & Pick<EventHook, 'url'>): Promise<EventHook> => {
      made += 1;
      const hook = {
        webhookId: `whk_${String(made).padStart(25, '0')}`,
        enabled: true,
        createdAt: clock.now,
        updatedAt: clock.now,
        ...settings,
      };
      await hooks.create(hook);
      // What was kept of them before is too old.
      clock.now += 5_000;
      return hook;
    },
  };
};
export type HooksWorld = Awaited<ReturnType<typeof startHooksWorld>>;
