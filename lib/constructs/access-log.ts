import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Who called what, and how it went: no bodies, no tokens, no addresses, not even the caller's own. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    method: '$context.httpMethod',
    resource: '$context.resourcePath',
    caller: '$context.identity.userArn',
    status: '$context.status',
    responseBytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    error: '$context.error.responseType',
  }),
);

/** The options of a stage that logs every call. */
export const accessLog = (scope: Construct, retention: RetentionDays) => ({
  accessLogFormat,
  accessLogDestination: new LogGroupLogDestination(
    new LogGroup(scope, 'AccessLogs', { retention, removalPolicy: RemovalPolicy.DESTROY }),
  ),
});
