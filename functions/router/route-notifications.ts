import { hashAddress } from '#core/address.ts';
import type { Categories } from '#core/category.ts';
import { preferredOrder } from '#core/channel-order.ts';
import { type Decided, decide } from '#core/decide.ts';
import { openHoursOf } from '#core/decide-input.ts';
import type { StatusEvent } from '#core/event.ts';
import { withFallback } from '#core/fallback.ts';
import { deliveryId } from '#core/ids.ts';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { closesAt } from '#core/open-hours.ts';
import { type Hold, planRoute, type QueuedDelivery, type RoutePlan } from '#core/plan-route.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { UsageLog } from '#core/rate-limit.ts';
import { type Recipient, recipientKey } from '#core/recipient.ts';
import { routingEvents } from '#core/routing-events.ts';
import { routedBy, type Templates } from '#core/template.ts';
import type { Channel } from '#functions/channels/channel.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import type { StoredUsage, WriteUsage } from '#platform/usage-logs.ts';
import { countUses, type RecipientLimits, type UsesOfBatch } from './count-uses.ts';

/** What the table says of a batch: its notifications, and the recipients behind them. */
export interface RouteContext {
  record(notificationId: string): NotificationRecord | undefined;
  recipient(message: RequestMessage): Recipient;
  /** What counts against somebody's limits, as it was read. */
  usage(recipientKey: string): StoredUsage;
}

/** What is written of a routing. */
export type WrittenPlan = Extract<
  RoutePlan,
  { kind: 'route' | 'release' | 'write-off' | 'expire' }
>;

/** Writes all of a routing and returns the record after it; undefined when it has moved on meanwhile. */
export type WriteRoute = (
  message: RequestMessage,
  plan: WrittenPlan,
  decided: Decided,
  recipientKey: string,
) => Promise<NotificationRecord | undefined>;

/** What deciding depends on beside the message and its recipient. */
export interface DecideForDeps {
  readonly channels: readonly Channel[];
  readonly templates: Templates;
  readonly categories: Categories;
  readonly quietHoursByDefault: QuietHours | undefined;
  /** Undefined where nobody is limited. */
  readonly recipientLimits: RecipientLimits | undefined;
  readonly now: () => number;
}

export interface RouteNotificationsDeps extends DecideForDeps {
  /** Reads everything that a batch needs, by at most two BatchGetItem. */
  readonly load: (messages: readonly RequestMessage[]) => Promise<RouteContext>;
  readonly writeUsage: WriteUsage;
  readonly write: WriteRoute;
  /** Puts deliveries into their lanes; returns those that no lane took. */
  readonly enqueue: (deliveries: readonly DeliveryMessage[]) => Promise<readonly DeliveryMessage[]>;
  /** Brings what was held back here at that time; a repeat is the same. */
  readonly scheduleRelease: (message: RequestMessage, hold: Hold) => Promise<void>;
  readonly publish: PublishEvents;
  readonly random: () => number;
}

/** One message on its way through the steps. */
interface Routed {
  readonly deliveries: readonly DeliveryMessage[];
  readonly events: readonly StatusEvent[];
  readonly result: MessageResult;
}

/** Routes a batch: read, decide, write, queue, publish; each repeatable after a crash. */
export const routeNotifications = async (
  batch: readonly Received<RequestMessage>[],
  deps: RouteNotificationsDeps,
): Promise<readonly MessageResult[]> => {
  const context = await deps.load(batch.map(({ message }) => message));
  const uses = countUses(context.usage, deps.recipientLimits?.longestSeconds ?? 0, deps.writeUsage);
  const planned = batch.map(({ message }) => planOne(message, context, uses, deps));
  // Before any route is written: who dies in between finds its own use in the log, and counts once.
  const refused = await uses.write();
  const routed = await concurrently(planned, async (one) =>
    refused.has(one.recipientKey) && one.isCounted
      ? unrouted(notCounted(one, refused.get(one.recipientKey), deps))
      : routeOne(one, deps),
  );
  const notTaken = await deps.enqueue(routed.flatMap(({ deliveries }) => deliveries));
  await deps.publish(routed.flatMap(({ events }) => events));
  const incomplete = new Set(notTaken.map((delivery) => delivery.request.notificationId));
  return routed.map(({ result }) =>
    incomplete.has(String(result.ids.notificationId))
      ? { kind: 'retry', event: 'lane-refused', ids: result.ids }
      : result,
  );
};

/** A message with what is to become of it, of which nothing is written yet. */
interface Planned {
  readonly message: RequestMessage;
  readonly recipient: Recipient;
  readonly recipientKey: string;
  readonly decided: Decided;
  readonly plan: RoutePlan;
  /** Whether it depends on a log that has to be written first. */
  readonly isCounted: boolean;
}

function planOne(
  message: RequestMessage,
  context: RouteContext,
  uses: UsesOfBatch,
  deps: RouteNotificationsDeps,
): Planned {
  const { notificationId } = message;
  const recipient = context.recipient(message);
  const key = recipientKey(recipient, hashAddress);
  const record = context.record(notificationId);
  const decided = decideFor(message, recipient, deps, { record, log: uses.logOf(key) });
  const plan = planRoute(message, record, decided, deps.now());
  const { countedAt } = decided;
  const isCounted = countedAt !== undefined && (plan.kind === 'route' || plan.kind === 'release');
  if (isCounted) {
    const category = routedBy(message, deps.templates)?.category ?? '';
    uses.count(key, { notificationId, category, at: countedAt }, deps.now());
  }
  return { message, recipient, recipientKey: key, decided, plan, isCounted };
}

/** Back in seconds, spread a little, so that the batches of one person's flood do not meet again. */
function notCounted(
  { message }: Planned,
  error: unknown,
  { random }: RouteNotificationsDeps,
): MessageResult {
  const ids = { notificationId: message.notificationId };
  const afterSeconds = 1 + Math.floor(random() * 5);
  return { kind: 'retry', event: 'limits-not-counted', ids, error, afterSeconds };
}

async function routeOne(planned: Planned, deps: RouteNotificationsDeps): Promise<Routed> {
  const { message, recipient, plan } = planned;
  const ids = { notificationId: message.notificationId };
  if (plan.kind === 'gone') return unrouted({ kind: 'done', event: 'notification-gone', ids });
  const written = plan.kind === 'repeat' ? plan.record : await tryWrite(planned, plan, deps);
  if ('kind' in written) return unrouted(written);
  const { queue, holds } = plan.kind === 'expire' ? { queue: [], holds: [] } : plan;
  try {
    await concurrently(holds, (hold) => deps.scheduleRelease(message, hold));
  } catch (error) {
    return unrouted({ kind: 'retry', event: 'release-not-scheduled', ids, error });
  }
  return {
    deliveries: queue.map((queued) => ({
      ...toDeliveryMessage(queued, message, recipient),
      decidedAt: deps.now(),
      ...endOfHours(message, recipient, deps),
    })),
    events: routingEvents(written, deps.now(), message),
    result: {
      kind: 'done',
      event: message.tells === undefined ? pastTense[plan.kind] : 'notification-scheduled',
      ids,
    },
  };
}

const pastTense = {
  route: 'notification-routed',
  release: 'notification-released',
  expire: 'notification-expired',
  repeat: 'notification-routed-again',
  'write-off': 'delivery-written-off',
} as const;

/** The record as written, or why the message has to come back. */
async function tryWrite(
  { message, decided, recipientKey }: Planned,
  plan: WrittenPlan,
  deps: RouteNotificationsDeps,
): Promise<NotificationRecord | MessageResult> {
  const ids = { notificationId: message.notificationId };
  try {
    const written = await deps.write(message, plan, decided, recipientKey);
    // Somebody moved it between our read and our write: look again.
    return written ?? { kind: 'retry', event: 'notification-moved', ids, afterSeconds: 1 };
  } catch (error) {
    return { kind: 'retry', event: 'routing-failed', ids, error };
  }
}

/** When it may be told no longer, should it wait in its lane. */
function endOfHours(
  message: RequestMessage,
  recipient: Recipient,
  { templates, categories, quietHoursByDefault, now }: RouteNotificationsDeps,
): Pick<DeliveryMessage, 'quietFrom' | 'windowUntil'> {
  const category = categories.get(routedBy(message, templates)?.category ?? '');
  const { priority, sendWindow } = message;
  const hours = openHoursOf({ recipient, category, priority, quietHoursByDefault, sendWindow });
  const end = closesAt(hours, now());
  if (end === undefined) return {};
  return end.reason === 'QUIET_HOURS' ? { quietFrom: end.at } : { windowUntil: end.at };
}

/** What the tables say of a message; nothing where it is new. */
interface KnownOf {
  readonly record?: NotificationRecord | undefined;
  readonly log?: UsageLog;
}

/** What decides for a message; `POST /notifications/simulate` asks the same. */
export function decideFor(
  message: RequestMessage,
  recipient: Recipient,
  { channels, templates, categories, quietHoursByDefault, recipientLimits, now }: DecideForDeps,
  { record, log = [] }: KnownOf = {},
): Decided {
  const template = routedBy(message, templates);
  const at = now();
  const decided = decide({
    channels,
    contentChannels: template?.channels ?? [],
    requestedChannels: message.channels,
    recipient,
    category: categories.get(template?.category ?? ''),
    priority: message.priority,
    overriddenBy: message.overridePreferences === true ? message.caller : undefined,
    quietHoursByDefault,
    sendWindow: message.sendWindow,
    limits: recipientLimits && {
      notificationId: message.notificationId,
      expiresAt: message.expiresAt,
      overall: recipientLimits.overall,
      log,
    },
    now: at,
  });
  const orders = recipient.kind === 'user' ? recipient.profile.channelOrder : undefined;
  const preferred = preferredOrder(orders, template?.category)?.channels;
  return withFallback(decided, message, record?.deliveries, preferred, at);
}

/** What a lane gets of a message. */
export function toDeliveryMessage(
  { key, channel, address, round }: QueuedDelivery,
  { release: _, ...request }: RequestMessage,
  recipient: Recipient,
): DeliveryMessage {
  const profile = recipient.kind === 'user' ? recipient.profile : undefined;
  return {
    schemaVersion: 1,
    deliveryId: deliveryId(request.notificationId, key),
    channel,
    address,
    round,
    userId: profile?.userId,
    locale: request.locale ?? profile?.locale,
    timeZone: profile?.timeZone,
    request,
  };
}

const unrouted = (result: MessageResult): Routed => ({ deliveries: [], events: [], result });
