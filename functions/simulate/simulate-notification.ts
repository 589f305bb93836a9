import { hashAddress } from '#core/address.ts';
import type { Decided } from '#core/decide.ts';
import { deliveryKey } from '#core/ids.ts';
import { isoTime } from '#core/instant.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { planRoute, type RoutePlan } from '#core/plan-route.ts';
import { toNotificationView } from '#functions/api/notifications/notification-view.ts';
import type { Render } from '#functions/delivery/render.ts';
import { type CheckSendDeps, checkSend } from '#functions/ingress/check-send.ts';
import { prepareSend } from '#functions/ingress/prepare-send.ts';
import { templateIdIn } from '#functions/ingress/send-request.ts';
import {
  type DecideForDeps,
  decideFor,
  toDeliveryMessage,
} from '#functions/router/route-notifications.ts';
import type { FindTemplates } from '#functions/stored-templates/find-templates.ts';
import type { LoadRenderer } from '#functions/stored-templates/load-renderer.ts';
import type { FindRecipients } from '#platform/find-recipients.ts';
import { noUsage, type ReadUsage } from '#platform/usage-logs.ts';
import { findWarnings } from './find-warnings.ts';
import { simulateDelivery } from './simulate-delivery.ts';
import { splitRequest } from './simulate-request.ts';
import type { Simulation } from './simulation.ts';

export interface SimulateDeps extends Omit<CheckSendDeps, 'templates'>, DecideForDeps {
  readonly findRecipients: FindRecipients;
  readonly findTemplates: FindTemplates;
  readonly loadRenderer: LoadRenderer;
  readonly readUsage: ReadUsage;
}

/** A version that is gone between two reads. */
const renderNothing: Render = () => ({ kind: 'failed', detail: 'its template is gone' });

/** The id of what never is. */
const noRandomBytes = (length: number) => new Uint8Array(length);

/**
 * What a send would come to: the door's checks, the router's decisions and the lanes' rendering, by their
 * own code, with nothing written and nothing sent. What the door would refuse is thrown as it would be.
 */
export const simulateNotification = async (
  body: unknown,
  caller: string,
  deps: SimulateDeps,
): Promise<Simulation> => {
  const { at, send } = splitRequest(body, deps.now());
  const templates = await deps.findTemplates([templateIdIn(send)]);
  const checked = checkSend(send, caller, { ...deps, templates, now: () => at });
  const recipient = (await deps.findRecipients([checked.recipient]))(checked.recipient);
  const noEntropy = { randomBytes: noRandomBytes };
  const { record, message } = prepareSend(checked, 0, recipient, { caller }, noEntropy);

  const decidedAt = record.scheduledFor ?? at;
  const { log } =
    deps.recipientLimits === undefined ? noUsage : await deps.readUsage(record.recipientKey);
  const decided = decideFor(message, recipient, { ...deps, now: () => decidedAt }, { log });
  const plan = planRoute(message, record, decided, decidedAt);
  const { status, decisions, templateVersion, experiment } = toNotificationView(
    afterRouting(record, decided, plan),
  );

  const render = (await deps.loadRenderer(message)) ?? renderNothing;
  const targets = plan.kind === 'expire' ? [] : decided.targets;
  const channels = targets.map((target) => {
    const queued = { ...target, key: keyOf(target), round: 0 };
    return simulateDelivery(toDeliveryMessage(queued, message, recipient), render);
  });
  const releases = plan.kind === 'route' ? plan.holds.map(({ until }) => until) : [];
  const isLater = record.status === 'SCHEDULED';
  return {
    status: isLater ? 'SCHEDULED' : status,
    ...(isLater ? { statusWhenDue: status } : {}),
    decidedAt: isoTime(decidedAt),
    expiresAt: isoTime(message.expiresAt),
    ...(templateVersion === undefined ? {} : { templateVersion }),
    ...(experiment === undefined ? {} : { experiment }),
    decisions,
    ...(releases.length === 0 ? {} : { releaseAt: isoTime(Math.min(...releases)) }),
    channels,
    warnings: [
      ...findWarnings({
        channels,
        releases,
        expiresAt: message.expiresAt,
        isAlreadyDue: !isLater && checked.request.scheduledFor !== undefined,
      }),
    ],
  };
};

/** The record as the router would leave it. */
function afterRouting(
  record: NotificationRecord,
  { decisions }: Decided,
  plan: RoutePlan,
): NotificationRecord {
  if (plan.kind !== 'route') return { ...record, status: 'EXPIRED' };
  const { deliveries } = plan;
  const hasDeliveries = Object.keys(deliveries).length > 0;
  return { ...record, status: 'ROUTED', decisions, ...(hasDeliveries ? { deliveries } : {}) };
}

function keyOf({ channel, address }: Decided['targets'][number]): string {
  return deliveryKey(channel, hashAddress(address));
}
