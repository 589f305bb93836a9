import * as z from 'zod';

const RedrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});

const seconds = (most: number) => z.coerce.number().int().min(0).max(most);

/**
 * The attributes of a queue, with SQS's own limits and defaults.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const QueueSettings = z.object({
  DelaySeconds: seconds(900).default(0),
  VisibilityTimeout: seconds(43_200).default(30),
  MessageRetentionPeriod: seconds(1_209_600).default(345_600),
  ReceiveMessageWaitTimeSeconds: seconds(20).default(0),
  RedrivePolicy: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(RedrivePolicy)
    .optional(),
});
export type QueueSettings = z.infer<typeof QueueSettings>;

/** The name in a queue's ARN or URL. */
export const queueNameIn = (arnOrUrl: string): string => /[^:/]*$/.exec(arnOrUrl)?.[0] ?? '';
