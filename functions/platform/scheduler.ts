import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { RequestMessage } from '#core/messages.ts';
import { speedOf } from '#core/priority.ts';

/** Where schedules live and what they fire at. */
export interface ScheduleSettings {
  readonly group: string;
  readonly roleArn: string;
  readonly dlqArn: string;
  readonly requestsQueueArn: Readonly<Record<'express' | 'standard', string>>;
}

/** The variables of a function that may schedule. */
interface ScheduleEnv {
  readonly SCHEDULE_GROUP: string;
  readonly SCHEDULER_ROLE_ARN: string;
  readonly SCHEDULER_DLQ_ARN: string;
  readonly EXPRESS_REQUESTS_QUEUE_ARN: string;
  readonly STANDARD_REQUESTS_QUEUE_ARN: string;
}

/** Reads the settings from a function's environment. */
export const scheduleSettings = (env: ScheduleEnv): ScheduleSettings => ({
  group: env.SCHEDULE_GROUP,
  roleArn: env.SCHEDULER_ROLE_ARN,
  dlqArn: env.SCHEDULER_DLQ_ARN,
  requestsQueueArn: {
    express: env.EXPRESS_REQUESTS_QUEUE_ARN,
    standard: env.STANDARD_REQUESTS_QUEUE_ARN,
  },
});

/** Puts a message into its requests queue at a later time; a repeat under the same name is the same. */
export type ScheduleRequest = (
  name: string,
  at: number,
  message: RequestMessage,
  options?: {
    /** Lets Scheduler choose a moment within so many minutes after it. */
    readonly spreadMinutes?: number;
  },
) => Promise<void>;

/** Schedules by EventBridge Scheduler, which fires within 60 s of the time. */
export const createScheduleRequest = (
  scheduler: SchedulerClient,
  settings: ScheduleSettings,
): ScheduleRequest => {
  return async (name, at, message, { spreadMinutes } = {}) => {
    try {
      await scheduler.send(
        new CreateScheduleCommand({
          Name: name,
          GroupName: settings.group,
          // In whole seconds and never early.
          ScheduleExpression: `at(${new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, 19)})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow:
            spreadMinutes === undefined
              ? { Mode: 'OFF' }
              : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: spreadMinutes },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: settings.requestsQueueArn[speedOf(message.priority)],
            RoleArn: settings.roleArn,
            Input: JSON.stringify(message),
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: settings.dlqArn },
          },
        }),
      );
    } catch (error) {
      // The name is derived from what is scheduled: who finds it taken finds their own earlier work.
      if (!(error instanceof ConflictException)) throw error;
    }
  };
};

/** Removes a schedule; one that has fired already is gone anyway. */
export type CancelSchedule = (name: string) => Promise<void>;

export const createCancelSchedule = (scheduler: SchedulerClient, group: string): CancelSchedule => {
  return async (name) => {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  };
};
