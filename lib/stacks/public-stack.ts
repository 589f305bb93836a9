import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { PublicEnv } from '#functions/public/env.ts';
import { publicPaths } from '#functions/public/paths.ts';
import { brandEnvironment } from '#lib/brand-environment.ts';
import { accessLog } from '#lib/constructs/access-log.ts';
import { acknowledge } from '#lib/constructs/acknowledge.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { addGatewayProblems } from '#lib/constructs/gateway-problems.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { type FunctionDefaults, NodeFunction } from '#lib/constructs/node-function.ts';
import { grantOnItems } from '#lib/constructs/table-grants.ts';
import { quietHoursEnvironment } from '#lib/recipient-environment.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import type { DataStack } from './data-stack.ts';

interface PublicStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly defaults: FunctionDefaults;
}

/** An API for whoever holds a signed link: it serves unsubscribing and preference pages, and nothing else. */
export class PublicStack extends Stack {
  readonly api: RestApi;
  /** Where signed links lead. */
  readonly publicUrl: string;
  /** Where it is told that somebody unsubscribed; the feedback queue, which is of a later stack, hears it. */
  readonly unsubscribes: Topic;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: PublicStackProps) {
    super(scope, id, props);
    const { settings } = props;
    this.unsubscribes = new Topic(this, 'Unsubscribes', {
      // AWS's own key does where nobody but our own functions publishes.
      masterKey: Alias.fromAliasName(this, 'TopicKey', 'alias/aws/sns'),
      enforceSSL: true,
    });
    const pages = this.#pages(props);
    const { throttling } = settings.links;
    this.api = new RestApi(this, 'PublicApi', {
      description: 'Herald: the pages behind the links in its mails',
      endpointTypes: [EndpointType.REGIONAL],
      // An account has one; the other API's stack is deployed after this one.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.DESTROY,
      defaultMethodOptions: { authorizationType: AuthorizationType.NONE },
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: throttling.rateLimit,
        throttlingBurstLimit: throttling.burstLimit,
        ...accessLog(this, settings.logRetentionDays),
      },
    });
    acknowledgeForPublic(this.api);
    addGatewayProblems(this.api, { isPublic: true });
    for (const path of publicPaths) {
      const resource = this.api.root.resourceForPath(path);
      for (const method of ['GET', 'POST']) {
        resource.addMethod(method, new LambdaIntegration(pages.lambda));
      }
    }
    this.publicUrl = settings.links.url ?? this.api.url;
    new CfnOutput(this, 'PublicUrl', {
      value: this.publicUrl,
      description: 'Where the links in mails lead',
    });
    this.concerns = [
      ...pages.concerns,
      {
        id: 'PublicServerErrors',
        metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
        threshold: 0,
        whoIsHurt: 'People cannot unsubscribe, nor change what they hear.',
        runbook: 'the-api-answers-5xx',
      },
    ];
  }

  #pages({ settings, data, defaults }: PublicStackProps): NodeFunction<PublicEnv> {
    const pages = new NodeFunction<PublicEnv>(this, 'Public', {
      bundle: 'public',
      environment: {
        RECIPIENTS_TABLE: data.recipients.tableName,
        LINK_SECRET_ARN: data.linkSecret.secretArn,
        UNSUBSCRIBES_TOPIC_ARN: this.unsubscribes.topicArn,
        ...brandEnvironment(settings),
        ...quietHoursEnvironment(settings),
      },
      defaults,
      whoIsHurt: 'People cannot unsubscribe, nor change what they hear.',
    });
    grantOnItems(data.recipients, pages.lambda, 'GetItem', 'UpdateItem');
    grantReadSecret(data.linkSecret, pages.lambda);
    pages.lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.unsubscribes.topicArn] }),
    );
    return pages;
  }
}

function acknowledgeForPublic(api: RestApi): void {
  const pushLogs = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';
  const reasons = {
    COG4: 'Who holds a link is who may use it: each is signed, expires, and can be revoked.',
    APIG4: 'Who holds a link is who may use it: each is signed, expires, and can be revoked.',
    APIG2: 'The function checks the signature of every link, and reads every form by its schema.',
    APIG3:
      'It is throttled, and looks at no table for a link that is not signed; a company with a web ACL associates it itself.',
    APIG6: 'Execution logs hold links and forms; the access log says what was called.',
    [`IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${pushLogs}]`]:
      'API Gateway has one role for its logs in an account, and AWS says what is in it.',
  };
  for (const [rule, reason] of Object.entries(reasons)) acknowledge(api, rule, reason);
}
