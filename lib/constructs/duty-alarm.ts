import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Concern } from './concern.ts';

/** An alarm that says who is hurt, and where it is written what to do. */
export const dutyAlarm = (scope: Construct, concern: Concern, topic: ITopic): Alarm => {
  const alarm = new Alarm(scope, concern.id, {
    metric: concern.metric,
    alarmDescription: `${concern.whoIsHurt} What to do: docs/runbook.md#${concern.runbook}`,
    threshold: concern.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: concern.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
};
