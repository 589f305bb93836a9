import * as z from 'zod';
import type { Report } from './report.ts';

/**
 * What SNS publishes of a push that failed after it had taken it, where the company has set EventDeliveryFailure
 * of its platform application to the feedback topic. It names an endpoint and SNS's own id, and echoes nothing
 * of ours; SNS disables the endpoint, and the next push to it forgets the device.
 * https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
 */
export const PushReport = z
  .object({
    EventType: z.literal('DeliveryFailure'),
    EndpointArn: z.string(),
    FailureType: z.string(),
    MessageId: z.string(),
    Time: z.string(),
  })
  .transform(
    ({ FailureType, MessageId }): Report => ({
      kind: 'push-failure',
      providerMessageId: MessageId,
      failure: FailureType,
    }),
  );
