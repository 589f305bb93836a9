import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { timing } from '#core/timing.ts';

/** Tries of one table call; together they end before the record deadline (core/timing.ts). */
const tableAttempts = 3;
const tableTimeoutMs = (timing.recordDeadlineMs - timing.providerTimeoutMs) / tableAttempts;

/** One client of each service per container; AWS_ENDPOINT_URL alone decides where they call. */
export const createDynamo = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: tableAttempts,
      requestHandler: { requestTimeout: tableTimeoutMs, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/**
 * Queues are named by URL, but reached at the configured endpoint: a queue's URL is also made from its
 * ARN where only that is known.
 */
export const createSqs = (): SQSClient => new SQSClient({ useQueueUrlAsEndpoint: false });

export const createSns = (): SNSClient => new SNSClient({});

/** Short tries, for a person waits for a page that is right without it. */
export const createSnsForPages = (): SNSClient =>
  new SNSClient({
    maxAttempts: 2,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
  });

export const createScheduler = (): SchedulerClient => new SchedulerClient({});

/** Short tries: what reads a secret has something else to do in its time. */
export const createSecretsManager = (): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
