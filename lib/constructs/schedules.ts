import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Concern } from './concern.ts';
import { deadLetterConcern, type WorkerQueue } from './worker-queue.ts';

interface SchedulesProps {
  /** Where what falls due re-enters. */
  readonly queues: readonly WorkerQueue[];
}

/** What is to be sent later: a group of one-time schedules, and the role in which they fire. */
export class Schedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  readonly deadLetterQueue: Queue;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, { queues }: SchedulesProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group');
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetterQueue, 'SQS3', "It is Scheduler's dead-letter queue.");
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    // grantSendMessages would let it read the queue's attributes too.
    const targets = [...queues.map(({ queue }) => queue), this.deadLetterQueue];
    for (const queue of targets) queue.grant(this.role, 'sqs:SendMessage');
    this.concerns = [
      deadLetterConcern(
        id,
        this.deadLetterQueue,
        'People do not get what was scheduled for them: it fell due and could not be queued.',
      ),
    ];
  }

  /** The variables of a function that schedules. */
  get environment() {
    return {
      SCHEDULE_GROUP: this.group.scheduleGroupName,
      SCHEDULER_ROLE_ARN: this.role.roleArn,
      SCHEDULER_DLQ_ARN: this.deadLetterQueue.queueArn,
    };
  }

  /** Lets a function schedule, and hand the role on to Scheduler and nobody else. */
  grantCreate(lambda: LambdaFunction): void {
    this.#allow(lambda, 'scheduler:CreateSchedule');
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
  }

  /** Lets a function take back what was scheduled. */
  grantDelete(lambda: LambdaFunction): void {
    this.#allow(lambda, 'scheduler:DeleteSchedule');
  }

  #allow(lambda: LambdaFunction, action: string): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.group.scheduleGroupName}/*`,
    });
    lambda.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [schedules] }));
    const arn = `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${this.group.scheduleGroupName}/*`;
    acknowledge(
      lambda.node.scope ?? lambda,
      `IAM5[Resource::${arn}]`,
      'A schedule is named after what it is for.',
    );
  }
}
