import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What is told of one channel: every dimension more would be a metric more of each, to be paid for monthly. */
export interface ChannelMetrics {
  readonly channel: string;
  readonly counts: Readonly<Record<string, number>>;
  /** In milliseconds, one value for each. */
  readonly durations: Readonly<Record<string, readonly number[]>>;
}

/** Writes metrics. */
export type EmitCounts = (metrics: ChannelMetrics) => void;

/** Writes them as one log line in CloudWatch's embedded metric format; a line for every hundred durations. */
export const emitCounts: EmitCounts = ({ channel, counts, durations }) => {
  const metrics = new Metrics({ namespace: 'Herald/Analytics' });
  metrics.addDimension('channel', channel);
  for (const [name, count] of Object.entries(counts)) {
    metrics.addMetric(name, MetricUnit.Count, count);
  }
  for (const [name, values] of Object.entries(durations)) {
    for (const value of values) {
      metrics.addMetric(name, MetricUnit.Milliseconds, value);
    }
  }
  metrics.publishStoredMetrics();
};
