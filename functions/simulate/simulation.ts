import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { NotificationStatus } from '#core/status.ts';
import { NotificationView } from '#functions/api/notifications/notification-view.ts';

const DateTime = z.iso.datetime();

/** One delivery that would be made, at once or when its hold ends. */
const SimulatedDelivery = z
  .object({
    channel: ChannelName,
    address: z.string().meta({ description: 'Masked.' }),
    content: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'As the person would get it, by field: subject, html, text, title...' }),
    renderingError: z
      .string()
      .optional()
      .meta({ description: 'Why there is no content: the delivery would be FAILED.' }),
    smsParts: z
      .object({ encoding: z.enum(['GSM-7', 'UCS-2']), parts: z.int(), characters: z.int() })
      .optional(),
    estimatedCost: z
      .object({
        amount: z.number().nullable(),
        currency: z.literal('USD'),
        basis: z.string().meta({ description: 'How it was reckoned, or why it cannot be.' }),
      })
      .optional()
      .meta({ description: 'What the provider asks, without our own steps.' }),
  })
  .meta({ id: 'SimulatedDelivery', description: 'One delivery that a send would make.' });
export type SimulatedDelivery = z.infer<typeof SimulatedDelivery>;

/** Something that the caller may not have meant. */
const SimulationWarning = z
  .object({
    code: z.enum([
      'NOTHING_TO_DELIVER',
      'EXPIRES_WHILE_HELD',
      'ALREADY_DUE',
      'RENDERING_FAILED',
      'CONTENT_TOO_LARGE',
      'SMS_IN_UCS_2',
    ]),
    channel: ChannelName.optional(),
    detail: z.string(),
  })
  .meta({ id: 'SimulationWarning', description: 'Something that you may not have meant.' });
export type SimulationWarning = z.infer<typeof SimulationWarning>;

/** What `POST /notifications/simulate` answers. */
export const Simulation = z
  .object({
    status: NotificationStatus.meta({
      description: 'What the send would come to: its status once it is routed, or SCHEDULED.',
    }),
    statusWhenDue: NotificationStatus.optional().meta({
      description: 'Of what is SCHEDULED: what it would come to then, if nobody changed anything.',
    }),
    decidedAt: DateTime.meta({ description: 'When the router would decide.' }),
    expiresAt: DateTime,
    templateVersion: NotificationView.shape.templateVersion,
    experiment: NotificationView.shape.experiment,
    decisions: NotificationView.shape.decisions,
    releaseAt: DateTime.optional().meta({
      description: 'Of what is HELD: the earliest that some of it would be decided again.',
    }),
    channels: z.array(SimulatedDelivery),
    warnings: z.array(SimulationWarning),
  })
  .meta({ id: 'Simulation', description: 'What a send would come to, and why.' });
export type Simulation = z.infer<typeof Simulation>;
