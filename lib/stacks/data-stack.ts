import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type Attribute, AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '#lib/constructs/acknowledge.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import {
  recipientIndex,
  suppressionIndex,
  tableKeys,
  templateIndex,
} from '#platform/table-keys.ts';

interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

interface TableKeys {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly timeToLive?: string;
}

/** What Herald remembers: apart from all else, so that nothing that is deployed daily can delete it. */
export class DataStack extends Stack {
  /** Profiles, and who an address belongs to. */
  readonly recipients: TableV2;
  /** Notifications with their decisions and deliveries. */
  readonly notifications: TableV2;
  /** What people were told in the company's own apps. */
  readonly inbox: TableV2;
  /** The company's own receivers of events, what was posted to them, and what can be again. */
  readonly eventHooks: TableV2;
  /** What became of notifications, in numbers. */
  readonly analytics: TableV2;
  /** Templates made by API: drafts, versions, and which of them is sent. */
  readonly templates: TableV2;
  /** Which channels are paused, and whose providers are out. */
  readonly channels: TableV2;
  /** Powertools' records of the keys that callers sent. */
  readonly idempotency: TableV2;
  /** What every user's webhook secret is derived from: without it, no receiver believes Herald. */
  readonly webhookSecret: Secret;
  /** The keys that links in mails are signed by: without them, nobody can unsubscribe by a mail that they have. */
  readonly linkSecret: Secret;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.recipients = this.#table('Recipients', tableKeys.recipients, settings);
    this.recipients.addGlobalSecondaryIndex({
      indexName: suppressionIndex.name,
      partitionKey: string(suppressionIndex.partitionKey),
      sortKey: string(suppressionIndex.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...suppressionIndex.projected],
    });
    this.notifications = this.#table('Notifications', tableKeys.notifications, settings);
    this.notifications.addGlobalSecondaryIndex({
      indexName: recipientIndex.name,
      partitionKey: string(recipientIndex.partitionKey),
      sortKey: { name: recipientIndex.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.inbox = this.#table('Inbox', tableKeys.inbox, settings);
    this.eventHooks = this.#table('EventHooks', tableKeys.eventHooks, settings);
    this.analytics = this.#table('Analytics', tableKeys.analytics, settings);
    this.templates = this.#table('Templates', tableKeys.templates, settings);
    this.templates.addGlobalSecondaryIndex({
      indexName: templateIndex.name,
      partitionKey: string(templateIndex.partitionKey),
      sortKey: string(templateIndex.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...templateIndex.projected],
    });
    this.channels = this.#table('Channels', tableKeys.channels, settings);
    this.idempotency = this.#table('Idempotency', tableKeys.idempotency, settings, {
      // Its records live for a day; by the time that a backup were restored, they would be gone.
      isRecoverable: false,
    });
    this.webhookSecret = this.#secret(
      'WebhookSecret',
      "Herald: users' webhook secrets are derived from it",
      'A new one would end every signature at once; users rotate what is derived from it.',
      settings,
    );
    this.linkSecret = this.#secret(
      'LinkSecret',
      'Herald: the keys of links in mails, the newest first',
      'A new one would end every link at once; a key is added beside the old one, by the runbook.',
      settings,
    );
  }

  #secret(id: string, description: string, whyNotRotated: string, settings: StageSettings): Secret {
    const secret = new Secret(this, id, {
      description,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalPolicyOf(settings),
    });
    acknowledge(secret, 'SMG4', whyNotRotated);
    return secret;
  }

  #table(
    name: string,
    { partitionKey, sortKey, timeToLive }: TableKeys,
    settings: StageSettings,
    { isRecoverable } = { isRecoverable: true },
  ): TableV2 {
    return new TableV2(this, name, {
      partitionKey: string(partitionKey),
      ...(sortKey === undefined ? {} : { sortKey: string(sortKey) }),
      ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isRecoverable },
      deletionProtection: !settings.isDisposable,
      removalPolicy: removalPolicyOf(settings),
    });
  }
}

function removalPolicyOf({ isDisposable }: StageSettings): RemovalPolicy {
  return isDisposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}

function string(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
