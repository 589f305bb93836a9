import { randomUUID } from 'node:crypto';
import { localEnvironment } from '#local/cloudformation/assembly.ts';
import type { DueSchedule, ScheduleKey } from './schedule-store.ts';

/** Puts messages into a queue; throws QueueDoesNotExist, by name, where there is none. */
export interface QueuePort {
  send(
    name: string,
    entries: readonly { readonly body: string; readonly messageGroupId?: string }[],
  ): unknown;
}

/** What became of a firing. */
export type Firing =
  | { readonly kind: 'sent' }
  | { readonly kind: 'dead-lettered' }
  | { readonly kind: 'dropped'; readonly reason: string };

/** Names a schedule to the whole of AWS. */
export const scheduleArn = ({ group, name }: ScheduleKey): string => {
  const { region, account } = localEnvironment;
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
};

/**
 * Sends a schedule's input into its target, or into its dead-letter queue when the target does not exist.
 * It throws when the send may yet succeed.
 */
export const fireSchedule = async (schedule: DueSchedule, queues: QueuePort): Promise<Firing> => {
  const { Arn, SqsParameters, DeadLetterConfig } = schedule.definition.Target;
  const body = inputOf(schedule);
  const messageGroupId = SqsParameters?.MessageGroupId;
  const entry = { body, ...(messageGroupId === undefined ? {} : { messageGroupId }) };
  if (await sendIfThere(queues, Arn, entry)) return { kind: 'sent' };
  const reason = `${scheduleArn(schedule)} fired at ${Arn}, which does not exist`;
  const deadLetterArn = DeadLetterConfig?.Arn;
  if (deadLetterArn === undefined) return { kind: 'dropped', reason: `${reason}.` };
  if (await sendIfThere(queues, deadLetterArn, { body })) return { kind: 'dead-lettered' };
  return { kind: 'dropped', reason: `${reason}; neither does ${deadLetterArn}.` };
};

async function sendIfThere(
  queues: QueuePort,
  arn: string,
  entry: { readonly body: string; readonly messageGroupId?: string },
): Promise<boolean> {
  try {
    await queues.send(arn.slice(arn.lastIndexOf(':') + 1), [entry]);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'QueueDoesNotExist') return false;
    throw error;
  }
}

/** The input with Scheduler's own words replaced; what has none is told about as AWS tells. */
function inputOf(schedule: DueSchedule): string {
  const arn = scheduleArn(schedule);
  const executionId = randomUUID();
  const time = new Date(schedule.dueAt).toISOString().replace('.000Z', 'Z');
  const { Input } = schedule.definition.Target;
  if (Input !== undefined) {
    return Input.replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', executionId)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  }
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: localEnvironment.account,
    time,
    region: localEnvironment.region,
    resources: [arn],
    detail: '{}',
  });
}
