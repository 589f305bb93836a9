import { isDeepStrictEqual } from 'node:util';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';
import { CloudEvent } from '#functions/event-hooks/cloud-event.ts';
import { EventHook, isWanted } from '#functions/event-hooks/event-hook.ts';
import { AwsError, MalformedRequestError } from '../cloud/aws-errors.ts';
import type { Table } from '../cloud/tables.ts';
import type { WiredService } from '../cloud/wire.ts';
import type { Ledger } from '../judge/ledger.ts';
import { WebhookCall } from '../providers/webhook.ts';
import type { Published } from './published.ts';
import type { Receiver } from './receiver.ts';

interface ReceiverServiceOptions {
  readonly receivers: readonly Receiver[];
  readonly published: Published;
  /** Where Herald keeps them. */
  readonly hooks: Table;
  readonly ledger: Pick<Ledger, 'breach'>;
  readonly now: () => number;
}

/** A container knows of a change after seconds, and what it began before may take its whole time. */
export const lateMs = 45_000;

const goneAnswers = 5;

const Subject = z.object({ notificationId: z.string().optional() });

/** The company's own systems: each takes what is signed for it, and says what it should not have been told. */
export const createReceiverService = (options: ReceiverServiceOptions): WiredService => {
  const { receivers, published, hooks, ledger, now } = options;
  const byName = new Map(receivers.map((receiver) => [receiver.name, receiver]));

  const complaintOf = (receiver: Receiver, call: WebhookCall, event: CloudEvent) => {
    const { removed, secret, webhookId } = receiver;
    if (removed !== undefined && removed + lateMs < now()) return 'told after it was removed';
    if (isDisabled(webhookId)) return 'told while it is disabled';
    if (secret !== undefined && !isSigned(call, secret)) return `${event.id} is not signed for it`;
    if (!isWanted(receiver.filters, event)) return `${event.type} is not what it wants`;
    const known = published.all.get(event.id);
    if (known === undefined) return `${event.id} was never published`;
    return [...known.messages].some((message) => isDeepStrictEqual(event, JSON.parse(message)))
      ? undefined
      : `${event.id} is not as it was published`;
  };

  const isDisabled = (webhookId: string | undefined) => {
    const item = hooks.get({ pk: 'HOOKS', sk: webhookId });
    const disabled = item === undefined ? undefined : EventHook.parse(item).disabled;
    return disabled !== undefined && disabled.at + lateMs < now();
  };

  /** One answer may be lost, and a run may die of it; not so many. */
  const hasSaidSo = ({ gone }: Receiver) =>
    (gone[goneAnswers - 1] ?? Number.POSITIVE_INFINITY) + lateMs < now();

  const take = (call: WebhookCall) => {
    const receiver = byName.get(call.url.pathname.split('/')[1] ?? '');
    if (receiver === undefined) throw new MalformedRequestError(`Nobody is at ${call.url.href}`);
    const { out, goneAt = Number.POSITIVE_INFINITY, former } = receiver;
    const event = CloudEvent.parse(JSON.parse(call.body));
    const complain = (detail: string) =>
      ledger.breach(
        'a receiver hears of nothing else',
        `${receiver.name}: ${detail}`,
        Subject.parse(event.data).notificationId,
      );
    if (call.url.href === former?.url && former.until + lateMs < now()) {
      complain('told where it does not listen any more');
    }
    const isIt = call.url.href === receiver.url || call.url.href === former?.url;
    if (isIt) {
      const complaint = complaintOf(receiver, call, event);
      if (complaint !== undefined) complain(complaint);
    }
    const isOut = out !== undefined && out.from <= now() && now() < out.until;
    if (isOut && out.status === 503) throw new AwsError('ServiceUnavailable', 503);
    if (isOut || goneAt <= now()) {
      if (hasSaidSo(receiver)) complain('told though it said that it is gone');
      receiver.gone.push(now());
      throw new AwsError('Gone', 410);
    }
    if (isIt) receiver.taken.add(event.id);
    return { status: 200 };
  };

  return {
    name: 'receiver',
    latencyMs: [10, 400],
    // The caller gives up by itself (core/timing.ts).
    timeoutMs: [10_000, 10_000],
    refusals: [
      ['TooManyRequests', 429],
      ['InternalServerError', 500],
    ],
    execute: (command) => {
      if (command instanceof WebhookCall) return take(command);
      throw new MalformedRequestError(`Receivers do not know ${String(command)}`);
    },
  };
};

function isSigned({ headers, body }: WebhookCall, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, { ...headers });
    return true;
  } catch {
    return false;
  }
}
