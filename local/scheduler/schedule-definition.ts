import * as z from 'zod';
import { parseAt } from './at-expression.ts';

/** What schedules and their groups may be called. */
export const ScheduleName = z.string().regex(/^[\w.-]{1,64}$/);

const QueueArn = z
  .string()
  .regex(/^arn:[\w-]+:sqs:[\w-]*:\d*:[\w.-]+$/, 'Only the ARN of an SQS queue is served locally.');

/** Strict: the parameters of other kinds of targets are refused rather than left aside. */
const Target = z.strictObject({
  Arn: QueueArn,
  RoleArn: z.string(),
  Input: z
    .string()
    .min(1)
    .refine((input) => Buffer.byteLength(input) <= 262_144, 'Input is larger than 256 KB.')
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: QueueArn.optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
    })
    .optional(),
});

const FlexibleTimeWindow = z.discriminatedUnion('Mode', [
  z.strictObject({ Mode: z.literal('OFF') }),
  z.strictObject({
    Mode: z.literal('FLEXIBLE'),
    MaximumWindowInMinutes: z.int().min(1).max(1440),
  }),
]);

const TimeZone = z.string().refine(isTimeZone, {
  error: 'The time zone is not known.',
  // The time itself can only be read on clocks that exist.
  abort: true,
});

/** What a schedule says, less its name and its group. */
export const ScheduleDefinition = z
  .object({
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: TimeZone.default('UTC'),
    FlexibleTimeWindow,
    Target,
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
    Description: z.string().max(512).optional(),
    KmsKeyArn: z.string().optional(),
    // Seconds since 1970. They bound what recurs: a schedule that fires once is fired all the same.
    StartDate: z.number().optional(),
    EndDate: z.number().optional(),
  })
  .refine(({ ScheduleExpression, ScheduleExpressionTimezone }) => {
    return parseAt(ScheduleExpression, ScheduleExpressionTimezone) !== undefined;
  }, 'Only at(yyyy-mm-ddThh:mm:ss) is served locally.');
export type ScheduleDefinition = z.infer<typeof ScheduleDefinition>;

/** When a schedule fires, in milliseconds since 1970; null when it does not. */
export const dueTime = (definition: ScheduleDefinition): number | null => {
  if (definition.State === 'DISABLED') return null;
  return parseAt(definition.ScheduleExpression, definition.ScheduleExpressionTimezone) ?? null;
};

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
