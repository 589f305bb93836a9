import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { speeds } from '#core/priority.ts';
import type { ApiEnv } from '#functions/api/env.ts';
import type { IngressEnv } from '#functions/ingress/env.ts';
import { ingressPaths } from '#functions/ingress/paths.ts';
import type { SimulateEnv } from '#functions/simulate/env.ts';
import { simulatePath } from '#functions/simulate/paths.ts';
import type { UsersEnv } from '#functions/users/env.ts';
import { attachmentEnvironment } from '#lib/attachment-environment.ts';
import { brandEnvironment } from '#lib/brand-environment.ts';
import { accessLog } from '#lib/constructs/access-log.ts';
import { acknowledge } from '#lib/constructs/acknowledge.ts';
import { analyticsApi } from '#lib/constructs/analytics-api.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { eventHooksApi } from '#lib/constructs/event-hooks-api.ts';
import { addGatewayProblems } from '#lib/constructs/gateway-problems.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { type FunctionDefaults, NodeFunction } from '#lib/constructs/node-function.ts';
import {
  grantOnPushEndpoints,
  pushApplicationsEnvironment,
} from '#lib/constructs/push-applications.ts';
import { grantOnItems, grantQueryIndex } from '#lib/constructs/table-grants.ts';
import { templateApi } from '#lib/constructs/template-api.ts';
import { quietHoursEnvironment, recipientEnvironment } from '#lib/recipient-environment.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { recipientIndex, suppressionIndex } from '#platform/table-keys.ts';
import type { DataStack } from './data-stack.ts';
import type { HooksStack } from './hooks-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

interface ApiStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly hooks: HooksStack;
  /** Where signed links lead. */
  readonly publicUrl: string;
  readonly defaults: FunctionDefaults;
}

/** The signed HTTPS API: a function each for the door, for trying out a send, for users, for templates, and for the rest. */
export class ApiStack extends Stack {
  readonly api: RestApi;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const ingress = this.#ingress(props);
    const apiFunction = this.#apiFunction(props);
    const simulate = this.#simulate(props);
    const users = this.#users(props);
    const templates = templateApi(this, props);
    const eventHooks = eventHooksApi(this, props);
    const analytics = analyticsApi(this, props);
    this.api = new RestApi(this, 'Api', {
      description: 'Herald: tell people things',
      endpointTypes: [EndpointType.REGIONAL],
      // The account's role for logs is the public stack's, which is deployed first.
      cloudWatchRole: false,
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: settings.throttling.rateLimit,
        throttlingBurstLimit: settings.throttling.burstLimit,
        ...accessLog(this, settings.logRetentionDays),
      },
    });
    acknowledgeForApi(this.api);
    addGatewayProblems(this.api);
    const door = new LambdaIntegration(ingress.lambda);
    for (const { method, path } of ingressPaths) {
      this.api.root.resourceForPath(path).addMethod(method, door);
    }
    const { root } = this.api;
    root
      .resourceForPath(simulatePath.path)
      .addMethod(simulatePath.method, new LambdaIntegration(simulate.lambda));
    const aboutUsers = new LambdaIntegration(users.lambda);
    for (const path of ['/users', '/suppressions']) {
      root.resourceForPath(path).addMethod('ANY', aboutUsers);
      root.resourceForPath(path).addProxy({ defaultIntegration: aboutUsers });
    }
    const aboutTemplates = new LambdaIntegration(templates.lambda);
    root.resourceForPath('/templates').addMethod('ANY', aboutTemplates);
    root.resourceForPath('/templates').addProxy({ defaultIntegration: aboutTemplates });
    const aboutHooks = new LambdaIntegration(eventHooks.lambda);
    root.resourceForPath('/webhooks').addMethod('ANY', aboutHooks);
    root.resourceForPath('/webhooks').addProxy({ defaultIntegration: aboutHooks });
    const aboutNumbers = new LambdaIntegration(analytics.lambda);
    root.resourceForPath('/analytics').addMethod('ANY', aboutNumbers);
    root.resourceForPath('/analytics').addProxy({ defaultIntegration: aboutNumbers });
    const rest = new LambdaIntegration(apiFunction.lambda);
    // A greedy path needs one segment at least, and knows nothing of its declared siblings' other methods.
    root.addMethod('ANY', rest);
    const declared = [...ingressPaths, simulatePath].map(({ path }) => path);
    for (const path of ['/notifications', ...declared]) {
      root.resourceForPath(path).addMethod('ANY', rest);
    }
    root.addProxy({ defaultIntegration: rest });
    new CfnOutput(this, 'ApiUrl', { value: this.api.url, description: 'Sign every call to it' });
    this.concerns = [
      ...ingress.concerns,
      ...simulate.concerns,
      ...apiFunction.concerns,
      ...users.concerns,
      ...templates.concerns,
      ...eventHooks.concerns,
      ...analytics.concerns,
      {
        id: 'ApiServerErrors',
        metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
        threshold: 0,
        whoIsHurt: 'Services that want to tell people something are refused.',
        runbook: 'the-api-answers-5xx',
      },
    ];
  }

  #ingress({ settings, data, pipeline, defaults }: ApiStackProps): NodeFunction<IngressEnv> {
    const { requests, schedules } = pipeline;
    const ingress = new NodeFunction<IngressEnv>(this, 'Ingress', {
      bundle: 'ingress',
      environment: {
        RECIPIENTS_TABLE: data.recipients.tableName,
        NOTIFICATIONS_TABLE: data.notifications.tableName,
        IDEMPOTENCY_TABLE: data.idempotency.tableName,
        TEMPLATES_TABLE: data.templates.tableName,
        EXPRESS_REQUESTS_QUEUE_URL: requests.express.queue.queueUrl,
        STANDARD_REQUESTS_QUEUE_URL: requests.standard.queue.queueUrl,
        ...pipeline.requestsQueueArns,
        ...schedules.environment,
        OVERRIDE_CALLERS: JSON.stringify(settings.overrideCallers),
        ...attachmentEnvironment(settings),
        RETENTION_DAYS: String(settings.retentionDays),
        ...(settings.sendsPerCallerAndMinute === undefined
          ? {}
          : { SENDS_PER_CALLER_AND_MINUTE: String(settings.sendsPerCallerAndMinute) }),
      },
      defaults,
      whoIsHurt: 'Services that send are refused, and must try again.',
    });
    const { lambda } = ingress;
    grantOnItems(data.recipients, lambda, 'BatchGetItem');
    grantOnItems(data.notifications, lambda, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    grantOnItems(data.idempotency, lambda, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    grantOnItems(data.templates, lambda, 'GetItem');
    for (const speed of speeds) requests[speed].queue.grant(lambda, 'sqs:SendMessage');
    schedules.grantCreate(lambda);
    return ingress;
  }

  #simulate({ settings, data, publicUrl, defaults }: ApiStackProps): NodeFunction<SimulateEnv> {
    const simulate = new NodeFunction<SimulateEnv>(this, 'Simulate', {
      bundle: 'simulate',
      environment: {
        RECIPIENTS_TABLE: data.recipients.tableName,
        TEMPLATES_TABLE: data.templates.tableName,
        PUBLIC_URL: publicUrl,
        OVERRIDE_CALLERS: JSON.stringify(settings.overrideCallers),
        ...recipientEnvironment(settings),
        ...attachmentEnvironment(settings),
        ...brandEnvironment(settings),
      },
      defaults,
      whoIsHurt: 'Nobody can try out what a send would come to.',
    });
    grantOnItems(data.recipients, simulate.lambda, 'BatchGetItem', 'GetItem');
    grantOnItems(data.templates, simulate.lambda, 'GetItem');
    return simulate;
  }

  #apiFunction({ data, pipeline, defaults }: ApiStackProps): NodeFunction<ApiEnv> {
    const api = new NodeFunction<ApiEnv>(this, 'ApiFunction', {
      bundle: 'api',
      environment: {
        NOTIFICATIONS_TABLE: data.notifications.tableName,
        SCHEDULE_GROUP: pipeline.schedules.group.scheduleGroupName,
        CHANNELS_TABLE: data.channels.tableName,
        FEEDBACK_TOPIC_ARN: pipeline.feedback.topic.topicArn,
        EVENTS_TOPIC_ARN: pipeline.events.topicArn,
        CHANNEL_PROVIDERS: JSON.stringify(
          Object.fromEntries([...pipeline.lanes].map(([name, { providers }]) => [name, providers])),
        ),
      },
      defaults,
      whoIsHurt: 'Nobody can read a status, cancel, or pause a channel.',
    });
    grantOnItems(data.channels, api.lambda, 'GetItem', 'BatchGetItem', 'UpdateItem');
    grantOnItems(data.notifications, api.lambda, 'GetItem', 'UpdateItem');
    pipeline.feedback.topic.grantPublishOnly(api.lambda);
    pipeline.events.grantPublishOnly(api.lambda);
    pipeline.schedules.grantDelete(api.lambda);
    return api;
  }

  #users({ settings, data, pipeline, defaults }: ApiStackProps): NodeFunction<UsersEnv> {
    const users = new NodeFunction<UsersEnv>(this, 'Users', {
      bundle: 'users',
      environment: {
        RECIPIENTS_TABLE: data.recipients.tableName,
        NOTIFICATIONS_TABLE: data.notifications.tableName,
        INBOX_TABLE: data.inbox.tableName,
        FEEDBACK_TOPIC_ARN: pipeline.feedback.topic.topicArn,
        WEBHOOK_SECRET_ARN: data.webhookSecret.secretArn,
        WEBHOOK_ALLOW_LOOPBACK: String(settings.webhooks.allowLoopback),
        ...quietHoursEnvironment(settings),
        ...pushApplicationsEnvironment(this, settings),
      },
      defaults,
      whoIsHurt: 'Nobody can keep a profile, say what they want to hear, or see an inbox.',
    });
    const { lambda } = users;
    grantOnItems(data.recipients, lambda, 'GetItem', 'UpdateItem', 'DeleteItem');
    grantQueryIndex(data.recipients, lambda, suppressionIndex.name);
    grantOnItems(data.notifications, lambda, 'BatchGetItem');
    grantQueryIndex(data.notifications, lambda, recipientIndex.name);
    grantOnItems(data.inbox, lambda, 'Query', 'UpdateItem');
    pipeline.feedback.topic.grantPublishOnly(lambda);
    grantReadSecret(data.webhookSecret, lambda);
    const onDevices = [
      'CreatePlatformEndpoint',
      'SetEndpointAttributes',
      'DeleteEndpoint',
    ] as const;
    grantOnPushEndpoints(settings, lambda, ...onDevices);
    return users;
  }
}

function acknowledgeForApi(api: RestApi): void {
  const reasons = {
    COG4: 'Services call it, not people: every method asks for a signature by IAM.',
    APIG2: 'The functions parse every request by its schema, and say what is wrong with it.',
    APIG3: 'Every call is signed and throttled; a company with a web ACL associates it itself.',
    APIG6: 'Execution logs hold headers and bodies; the access log says who called what.',
  };
  for (const [rule, reason] of Object.entries(reasons)) acknowledge(api, rule, reason);
}
