import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ChannelName } from '#core/channel.ts';
import type { Measure } from '#functions/analytics/cell.ts';
import { channels } from '#functions/channels/index.ts';
import { pascalCase } from '#lib/pascal-case.ts';
import type { Concern } from './concern.ts';

/** The bundle that tells them, which Powertools makes a dimension of. */
export const analyticsBundle = 'analytics';

/** What the analytics function tells of a channel (functions/analytics/to-metrics.ts). */
export type ChannelMetricName = Exclude<Measure, 'accepted'> | 'toSent' | 'toDelivered';

/** One of them, as CloudWatch has it. */
export const channelMetric = (
  channel: ChannelName,
  metricName: ChannelMetricName,
  { statistic = 'Sum', period = Duration.minutes(5) } = {},
): Metric =>
  new Metric({
    namespace: 'Herald/Analytics',
    metricName,
    dimensionsMap: { service: analyticsBundle, channel },
    statistic,
    period,
    label: `${channel} ${metricName}`,
  });

/** The same of every channel. */
export const ofEveryChannel = (
  name: ChannelMetricName,
  options?: Parameters<typeof channelMetric>[2],
): IMetric[] => channels.map((channel) => channelMetric(channel.name, name, options));

interface Share {
  readonly of: ChannelMetricName;
  readonly outOf: readonly ChannelMetricName[];
  /** Fewer say nothing. */
  readonly atLeast: number;
  readonly period: Duration;
}

/** What share of a channel's messages came to something, in percent; 0 where there were too few. */
const channelShare = (channel: ChannelName, { of, outOf, atLeast, period }: Share): IMetric => {
  const sum = outOf.map((name) => `FILL(${name}, 0)`).join(' + ');
  const names = [...new Set([of, ...outOf])];
  return new MathExpression({
    // One more than there are, so that nothing is divided by 0.
    expression: `IF((${sum}) >= ${atLeast}, 100 * FILL(${of}, 0) / (${sum} + 1), 0)`,
    usingMetrics: Object.fromEntries(
      names.map((name) => [name, channelMetric(channel, name, { period })]),
    ),
    label: `${channel} ${of} %`,
    period,
  });
};

/** What SES reviews an account for: 5 % of bounces, 0.1 % of complaints; at twice and five times that it may pause it. */
const ofMails: readonly Concern[] = [
  {
    id: 'MailsBounce',
    metric: channelShare('EMAIL', {
      of: 'bounced',
      outOf: ['sent'],
      atLeast: 200,
      period: Duration.hours(6),
    }),
    threshold: 5,
    whoIsHurt: 'SES may stop to take mail from this account: then nobody gets any.',
    runbook: 'mails-bounce-or-are-complained-of',
  },
  {
    id: 'MailsComplainedOf',
    metric: channelShare('EMAIL', {
      of: 'complained',
      outOf: ['sent'],
      atLeast: 1_000,
      period: Duration.hours(6),
    }),
    threshold: 0.1,
    whoIsHurt:
      'People get mail that they call spam, and SES may stop to take mail from this account.',
    runbook: 'mails-bounce-or-are-complained-of',
  },
];

/** What an operator must hear of that no queue and no function knows: messages that are taken, and go wrong. */
export const channelConcerns = (): readonly Concern[] => [
  ...channels.map(
    ({ name, slug }): Concern => ({
      id: `${pascalCase(slug)}Fails`,
      metric: channelShare(name, {
        of: 'failed',
        outOf: ['sent', 'failed'],
        atLeast: 20,
        period: Duration.minutes(15),
      }),
      threshold: 20,
      whoIsHurt: `Many of those who are told something by ${name} do not get it, and it is not tried again.`,
      runbook: 'messages-fail',
    }),
  ),
  ...ofMails,
];
