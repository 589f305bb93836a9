import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { DeliveryMessage, type RequestMessage } from '#core/messages.ts';
import { RecordOfDeliveries } from '#core/notification.ts';
import { speedOf } from '#core/priority.ts';
import { routedBy, senderOf } from '#core/template.ts';
import type { Channel } from '#functions/channels/channel.ts';
import type { Provider } from '#functions/channels/provider.ts';
import { createLoadRenderer } from '#functions/stored-templates/load-renderer.ts';
import { createReadTemplates } from '#functions/stored-templates/read-templates.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createChannelsTable } from '#platform/channels-table.ts';
import { createDynamo, createScheduler, createSns } from '#platform/clients.ts';
import { createEventPublisher } from '#platform/event-publisher.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import type { Runtime } from '#platform/runtime.ts';
import { createScheduleRequest, scheduleSettings } from '#platform/scheduler.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import type { WithAttachments } from './attachments.ts';
import { awaitFeedback } from './await-feedback.ts';
import { createChannelGate } from './channel-gate.ts';
import { deliver } from './deliver.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { createDeliveryStore } from './delivery-store.ts';
import type { DeliveryEnv } from './env.ts';
import type { LinksFor } from './make-links.ts';
import { createPace } from './pace.ts';
import { createParkDelivery, type ParkDelivery } from './park-delivery.ts';
import { createRenderer } from './render.ts';
import { createRenderMessage } from './render-message.ts';
import { withBrand } from './render-stationery.ts';
import { createScheduleNext, createScheduleRelease } from './schedule-release.ts';

/** What every lane calls; a channel adds the clients of its provider. */
interface DeliveryClients {
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly scheduler: SchedulerClient;
}

/** All that a channel brings to its lanes. */
interface DeliveryWorkerOptions<Env, ProviderClients> {
  readonly channel: Channel;
  readonly env: z.ZodType<Env>;
  readonly clients: (env: Env) => ProviderClients;
  /** Who carries its messages, in the order in which they are tried. */
  readonly createProviders: (
    env: Env,
    clients: ProviderClients & DeliveryClients,
    runtime: Runtime,
  ) => readonly Provider[];
  /** What makes the links by which a reader declines; absent where the channel has no place for any. */
  readonly createLinksFor?: (env: Env, clients: ProviderClients, runtime: Runtime) => LinksFor;
  /** What reads the files that go with a message; absent where the channel carries none. */
  readonly createWithAttachments?: (runtime: Runtime) => WithAttachments;
}

/** Nobody draws the same 72 bits for the same delivery. */
const claimBytes = 9;

/** The worker of one channel's lanes. */
export const deliveryWorker = <Env extends z.output<typeof DeliveryEnv>, ProviderClients>({
  channel,
  env,
  clients,
  createProviders,
  createLinksFor,
  createWithAttachments,
}: DeliveryWorkerOptions<Env, ProviderClients>) =>
  queueWorker({
    env,
    message: DeliveryMessage,
    clients: (settings) => ({
      dynamo: createDynamo(),
      sns: createSns(),
      scheduler: createScheduler(),
      ...clients(settings),
    }),
    build: (settings, all, runtime): DeliverDeps & { readonly park: ParkDelivery } => {
      const notifications = createNotificationsTable(
        all.dynamo,
        settings.NOTIFICATIONS_TABLE,
        undefined,
        RecordOfDeliveries,
      );
      const scheduleRequest = createScheduleRequest(all.scheduler, scheduleSettings(settings));
      const categoryOf = (request: RequestMessage) =>
        categories.get(routedBy(request, templates)?.category ?? '');
      const own = withBrand(stationery, settings.BRAND);
      const loadTemplate = createLoadRenderer({
        read: createReadTemplates(all.dynamo, settings.TEMPLATES_TABLE),
        prepareVersion: createPrepareVersion(own),
        inCode: createRenderer(templates, own),
        now: runtime.now,
      });
      const providers = createProviders(settings, all, runtime);
      const publish = createEventPublisher(all.sns, settings.EVENTS_TOPIC_ARN, runtime);
      const gate = createChannelGate({
        channel: channel.name,
        providers,
        table: createChannelsTable(all.dynamo, settings.CHANNELS_TABLE),
        now: runtime.now,
      });
      return {
        store: awaitFeedback(
          createDeliveryStore(notifications, runtime.now),
          providers,
          runtime.now,
        ),
        closed: gate.closed,
        send: gate.send,
        loadTemplate,
        render: createRenderMessage(loadTemplate),
        ...(createLinksFor === undefined
          ? {}
          : { linksFor: createLinksFor(settings, all, runtime) }),
        ...(createWithAttachments === undefined
          ? {}
          : { withAttachments: createWithAttachments(runtime) }),
        publish,
        scheduleRelease: createScheduleRelease(scheduleRequest),
        scheduleNext: createScheduleNext(scheduleRequest),
        categoryOf,
        senderOf: (request) => senderOf(request, templates, categoryOf(request)),
        retryPolicies: settings.RETRY_POLICIES,
        ...(settings.PROVIDER_RETRY_POLICIES === undefined
          ? {}
          : { providerRetryPolicies: settings.PROVIDER_RETRY_POLICIES }),
        ...(settings.SEND_INTERVAL_MS === undefined
          ? {}
          : { pace: createPace(settings.SEND_INTERVAL_MS, runtime) }),
        park: createParkDelivery(notifications, publish, runtime.now),
        newClaim: () => Buffer.from(runtime.randomBytes(claimBytes)).toString('base64url'),
        now: runtime.now,
        random: runtime.random,
      };
    },
    speedOf: (message) => speedOf(message.request.priority),
    handle: deliver,
    park: (message, cause, deps) => deps.park(message, cause),
  });
