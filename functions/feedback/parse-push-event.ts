import * as z from 'zod';
import type { Report } from './report.ts';

/** Failures that SNS disables the endpoint for. */
const deviceIsGone: ReadonlySet<string> = new Set([
  'EndpointDisabled',
  'EndpointNotFound',
  'InvalidPlatformToken',
]);

const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/**
 * What SNS publishes of a push that failed after it had taken it, where the company has set EventDeliveryFailure
 * of its platform application to the feedback topic. It names an endpoint and SNS's own id, and echoes nothing
 * of ours.
 * https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
 */
const DeliveryFailure = z
  .object({
    EventType: z.literal('DeliveryFailure'),
    EndpointArn: z.string().min(1),
    FailureType: z.string(),
    MessageId: z.string(),
    Time,
  })
  .transform(
    ({ EndpointArn, FailureType, MessageId, Time: at }): Report => ({
      kind: 'push-failure',
      endpointArn: EndpointArn,
      providerMessageId: MessageId,
      feedback: {
        kind: deviceIsGone.has(FailureType) ? 'DEVICE_GONE' : 'REJECTED',
        at,
        detail: FailureType,
      },
      at,
    }),
  );

/** The other events of an application, where somebody has set them to the same topic: our own doing, or no news. */
const EndpointChange = z
  .object({
    EventType: z.enum(['EndpointCreated', 'EndpointDeleted', 'EndpointUpdated']),
    EndpointArn: z.string(),
  })
  .transform((): Report => ({ kind: 'notice' }));

/** An event of an SNS platform application as a report. */
export const PushReport = z.union([DeliveryFailure, EndpointChange]);
