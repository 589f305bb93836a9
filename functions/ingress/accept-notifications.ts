import type { RequestMessage } from '#core/messages.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { ProblemError } from '#core/problem.ts';
import type { FindTemplates } from '#functions/stored-templates/find-templates.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { FindRecipients } from '#platform/find-recipients.ts';
import type { ScheduleRequest } from '#platform/scheduler.ts';
import { type CheckSendDeps, checkSend } from './check-send.ts';
import { type AcceptContext, type Prepared, prepareSend } from './prepare-send.ts';
import type { Resends } from './resends.ts';
import { templateIdIn } from './send-request.ts';

/** SQS delays a message by at most 15 minutes; beyond, EventBridge Scheduler waits. */
const maxDelaySeconds = 900;

/** What the caller learns of one accepted send. */
export interface Accepted {
  readonly notificationId: string;
  readonly status: 'ACCEPTED' | 'SCHEDULED';
}

/** One send's answer; a batch answers each on its own. */
export type AcceptResult = Accepted | { readonly error: ProblemError };

/** A message for the router, and how long the queue shall keep it back. */
export interface DelayedRequest {
  readonly message: RequestMessage;
  readonly delaySeconds: number;
}

export interface AcceptNotificationsDeps extends Omit<CheckSendDeps, 'templates'> {
  readonly findTemplates: FindTemplates;
  readonly findRecipients: FindRecipients;
  /** Writes a record, or returns the one that an earlier run of the same send wrote. */
  readonly create: (record: NotificationRecord) => Promise<NotificationRecord | undefined>;
  readonly takeBack: (notificationId: string) => Promise<void>;
  readonly resends: Resends;
  /** Returns those that no queue took. */
  readonly enqueue: (requests: readonly DelayedRequest[]) => Promise<readonly DelayedRequest[]>;
  readonly schedule: ScheduleRequest;
  readonly randomBytes: (length: number) => Uint8Array;
}

/**
 * Accepts sends: check, write ACCEPTED, queue or schedule; answered only when that has happened
 * (invariant 1). What is refused has stored nothing.
 */
export const acceptNotifications = async (
  bodies: readonly unknown[],
  context: AcceptContext,
  deps: AcceptNotificationsDeps,
): Promise<readonly AcceptResult[]> => {
  const templates = await deps.findTemplates(bodies.map(templateIdIn));
  const checked = bodies.map((body) =>
    attempt(() => checkSend(body, context.caller, { ...deps, templates })),
  );
  const find = await deps.findRecipients(
    checked.flatMap((send) => ('error' in send ? [] : [send.recipient])),
  );
  const prepared = await concurrently(
    checked.map((send, position) =>
      'error' in send
        ? send
        : attempt(() => prepareSend(send, position, find(send.recipient), context, deps)),
    ),
    (one) => checkResend(one, deps),
  );
  const results = new Map<number, AcceptResult>();
  const toWrite: Prepared[] = [];
  for (const [position, one] of prepared.entries()) {
    if ('error' in one) results.set(position, one);
    else toWrite.push(one);
  }
  const promised = await write(toWrite, context, deps);
  for (const one of toWrite) {
    const { notificationId } = one.message;
    const isPromised = promised.has(one.position);
    if (isPromised)
      results.set(one.position, { notificationId, status: answeredStatus(one.record) });
    else results.set(one.position, { error: new ProblemError('UNAVAILABLE', notAccepted) });
  }
  return bodies.map((_, position) => results.get(position) ?? { error: unexpected(position) });
};

async function checkResend(
  one: Prepared | { readonly error: ProblemError },
  { resends }: AcceptNotificationsDeps,
): Promise<Prepared | { readonly error: ProblemError }> {
  if ('error' in one) return one;
  try {
    await resends.check(one.record);
    return one;
  } catch (error) {
    if (error instanceof ProblemError) return { error };
    throw error;
  }
}

const notAccepted = 'It could not be queued, so it was not accepted. Send it again.';

/** Writes and hands over; returns the positions of those that are now promised. */
async function write(
  prepared: readonly Prepared[],
  { derivedId }: AcceptContext,
  deps: AcceptNotificationsDeps,
): Promise<ReadonlySet<number>> {
  const written = await concurrently(prepared, async (one) => {
    const existing = await deps.create(one.record);
    await deps.resends.link(one.record, deps.now());
    if (existing === undefined) return { ...one, status: one.record.status };
    // Dated by the run that wrote it: a message of ours must not outlive the record.
    const { createdAt: acceptedAt, expiresAt, status } = existing;
    return { ...one, message: { ...one.message, acceptedAt, expiresAt }, status };
  });
  // A repeat of a keyed send: what has left the door already is not queued again.
  const waiting = written.filter(({ status }) => status === 'ACCEPTED' || status === 'SCHEDULED');
  const refused = new Set(await handOver(waiting, deps));
  // Best effort: what was never promised may stay until its retention ends. What has a key stays for its repeat, which
  // may have promised it before a deletion arrives.
  const isKeyed = derivedId !== undefined;
  const takenBack = isKeyed ? [] : waiting.filter(({ position }) => refused.has(position));
  await Promise.allSettled(takenBack.map(({ message }) => deps.takeBack(message.notificationId)));
  return new Set(
    prepared.map(({ position }) => position).filter((position) => !refused.has(position)),
  );
}

/**
 * Has the router tell what is SCHEDULED, and only then queues what is due within 15 minutes and schedules the rest:
 * once its request is on its way a repeat tells nothing any more. Returns the positions of what was refused.
 */
async function handOver(waiting: readonly Waiting[], deps: AcceptNotificationsDeps) {
  const untold = new Set(await tellScheduled(waiting, deps));
  const told = waiting.filter(({ position }) => !untold.has(position));
  const queued: DelayedRequest[] = [];
  const scheduled: { readonly message: RequestMessage; readonly dueAt: number }[] = [];
  for (const { message, record } of told) {
    const dueAt = record.scheduledFor ?? 0;
    const delaySeconds = Math.max(0, Math.ceil((dueAt - deps.now()) / 1000));
    if (delaySeconds <= maxDelaySeconds) queued.push({ message, delaySeconds });
    else scheduled.push({ message, dueAt });
  }
  const [notQueued, notScheduled] = await Promise.all([
    deps.enqueue(queued),
    concurrently(scheduled, async ({ message, dueAt }) => {
      try {
        await deps.schedule(message.notificationId, dueAt, message);
        return undefined;
      } catch {
        return message;
      }
    }),
  ]);
  const refused = [...notQueued.map(({ message }) => message), ...notScheduled];
  return [...untold, ...positionsOf(refused, waiting)];
}

/** As it was first written: a repeat may come when it is due. Returns the positions of what could not be told. */
async function tellScheduled(waiting: readonly Waiting[], { enqueue }: AcceptNotificationsDeps) {
  const notQueued = await enqueue(
    waiting
      .filter(({ status }) => status === 'SCHEDULED')
      .map(({ message }) => ({
        message: { ...message, data: {}, tells: 'SCHEDULED' },
        delaySeconds: 0,
      })),
  );
  return positionsOf(
    notQueued.map(({ message }) => message),
    waiting,
  );
}

/** A written send that has yet to leave the door. */
type Waiting = Prepared & Pick<NotificationRecord, 'status'>;

function positionsOf(
  messages: readonly (RequestMessage | undefined)[],
  waiting: readonly Waiting[],
): readonly number[] {
  const refused = new Set(messages.map((message) => message?.notificationId));
  return waiting.flatMap(({ message, position }) =>
    refused.has(message.notificationId) ? [position] : [],
  );
}

function answeredStatus({ status }: NotificationRecord): Accepted['status'] {
  return status === 'SCHEDULED' ? 'SCHEDULED' : 'ACCEPTED';
}

function attempt<Value>(make: () => Value): Value | { readonly error: ProblemError } {
  try {
    return make();
  } catch (error) {
    if (error instanceof ProblemError) return { error };
    throw error;
  }
}

function unexpected(position: number): ProblemError {
  return new ProblemError('INTERNAL', `Entry ${position} was not looked at.`);
}
