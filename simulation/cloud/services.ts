import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { NotificationRecord } from '#core/notification.ts';
import { markerIn } from '../actors/marker.ts';
import type { InboxItem } from '../actors/readers.ts';
import type { Reporters } from '../actors/reporters.ts';
import type { Ledger } from '../judge/ledger.ts';
import { createEmailProvider } from '../providers/email.ts';
import type { ProviderContext } from '../providers/provider.ts';
import { createPushProvider } from '../providers/push.ts';
import { createSmsProvider } from '../providers/sms.ts';
import { createSmsBySns } from '../providers/sms-by-sns.ts';
import { createWebhookProvider } from '../providers/webhook.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { MalformedRequestError } from './aws-errors.ts';
import { createDynamoExecute } from './dynamo-client.ts';
import type { PlatformEndpoints } from './platform-endpoints.ts';
import type { Queue } from './queues.ts';
import { createSchedulerExecute } from './schedules.ts';
import { createSqsExecute } from './sqs-client.ts';
import type { Table } from './tables.ts';
import { createSnsExecute, type OnPublished } from './topic.ts';
import type { Execute, ServiceName, WiredService } from './wire.ts';

/** Every service that the product calls. */
export type Services = Readonly<Record<ServiceName, WiredService>>;

interface ServicesOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly reporters: Reporters;
  readonly endpoints: PlatformEndpoints;
  readonly tables: ReadonlyMap<string, Table>;
  readonly queues: readonly Queue[];
  readonly record: (notificationId: string) => NotificationRecord | undefined;
  /** The delivery whose text says a marker. */
  readonly textWith: (marker: string) => string | undefined;
  readonly onPublished: OnPublished;
  /** An item has come into somebody's inbox. */
  readonly onInboxItem: (item: InboxItem) => void;
  /** The company's own systems. */
  readonly receivers: WiredService;
  readonly onScheduleFired: (name: string, input: string) => void;
}

const throttled = ['ThrottlingException', 400] as const;
const outOfOrder = ['InternalServerError', 500] as const;

export const createServices = (options: ServicesOptions): Services => {
  const { clock, random, ledger, reporters, endpoints, tables, queues, record } = options;
  const context: ProviderContext = { ledger, reporters, record };
  const byUrl = new Map(queues.map((queue) => [queue.url, queue]));
  const byArn = new Map(queues.map((queue) => [queue.arn, queue]));
  /** What an SDK's client does by itself: three tries, and no time limit of its own. */
  const service = (name: ServiceName, execute: Execute): WiredService => ({
    name,
    execute,
    latencyMs: [4, 30],
    timeoutMs: [1_000, 8_000],
    refusals: [throttled, outOfOrder],
  });
  return {
    dynamo: createInboxAndTables(
      createDynamoExecute(tables, random.fork('dynamo')),
      tables,
      context,
      options.onInboxItem,
    ),
    sqs: service('sqs', createSqsExecute(byUrl, random.fork('sqs'))),
    sns: service(
      'sns',
      createSnsExecute(options.onPublished, endpoints, reporters.engaged, random.fork('sns')),
    ),
    scheduler: service(
      'scheduler',
      createSchedulerExecute({
        clock,
        random: random.fork('scheduler'),
        queueByArn: (arn) => byArn.get(arn),
        onFired: options.onScheduleFired,
      }),
    ),
    secrets: service('secrets', (command) => {
      if (command instanceof GetSecretValueCommand) return { SecretString: 's'.repeat(64) };
      throw new MalformedRequestError(`The simulated secrets do not know ${String(command)}`);
    }),
    ses: createEmailProvider(context, 'ses'),
    'ses-elsewhere': createEmailProvider(context, 'ses-elsewhere'),
    sms: createSmsProvider(context),
    'sms-by-sns': createSmsBySns({ ...context, textWith: options.textWith }),
    push: createPushProvider({ ...context, endpoints }),
    webhook: createWebhookProvider(context),
    receiver: options.receivers,
  };
};

/** DynamoDB, of which one table is itself the provider of a channel: an item in it has been delivered. */
function createInboxAndTables(
  execute: Execute,
  tables: ReadonlyMap<string, Table>,
  { ledger, record }: ProviderContext,
  onInboxItem: ServicesOptions['onInboxItem'],
): WiredService {
  const itemOf = (command: unknown) =>
    command instanceof PutCommand && command.input.TableName === 'inbox'
      ? command.input.Item
      : undefined;
  return {
    name: 'dynamo',
    latencyMs: [2, 15],
    // Three tries of the client (platform/clients.ts).
    timeoutMs: [1_700, 5_000],
    refusals: [['ProvisionedThroughputExceededException', 400], throttled, outOfOrder],
    started: (command, invocation) => {
      if (command instanceof PutCommand && command.input.TableName === 'notifications')
        invocation.stored.add(String(command.input.Item?.notificationId));
      const item = itemOf(command);
      if (item === undefined) return undefined;
      const provider = 'dynamo' as const;
      const told = {
        deliveryId: String(item.deliveryId),
        address: String(item.userId),
        text: '',
        provider,
      };
      return ledger.callStarted(told, record(String(item.notificationId)), invocation);
    },
    execute: (command, isPartial, attempt) => {
      const item = itemOf(command);
      if (item === undefined || attempt === undefined) return execute(command, isPartial, attempt);
      const isThere = tables.get('inbox')?.get(item) !== undefined;
      if (!isThere) ledger.callAccepted(attempt, markerOf(item));
      const answer = execute(command, isPartial, attempt);
      const { userId, itemId, deliveryId } = item;
      if (!isThere)
        onInboxItem({
          userId: String(userId),
          itemId: String(itemId),
          deliveryId: String(deliveryId),
        });
      return answer;
    },
  };
}

function markerOf({ title, body }: Readonly<Record<string, unknown>>): string | undefined {
  return markerIn(`${title} ${body}`);
}
