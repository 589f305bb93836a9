import * as z from 'zod';

/*
 * The contract as a caller reads it: written down here a second time, and strictly, so that a change
 * of an answer fails this suite instead of changing it.
 */

const DateTime = z.iso.datetime();

export const Accepted = z.strictObject({
  notificationId: z.string().min(1),
  status: z.enum(['ACCEPTED', 'SCHEDULED']),
});
export type Accepted = z.infer<typeof Accepted>;

export const Problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().regex(/^[A-Z_]+$/),
  detail: z.string().min(1).optional(),
  requestId: z.string().min(1).optional(),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().regex(/^(\/.*)?$/),
        code: z.string().regex(/^[A-Z_]+$/),
        detail: z.string().min(1),
        line: z.int().positive().optional(),
        column: z.int().positive().optional(),
      }),
    )
    .optional(),
});
export type Problem = z.infer<typeof Problem>;

export const BatchAccepted = z.strictObject({
  results: z.array(z.union([Accepted, z.strictObject({ error: Problem })])),
});

export const Notification = z.strictObject({
  notificationId: z.string(),
  status: z.string(),
  templateId: z.string(),
  templateVersion: z.int().positive().optional(),
  experiment: z.strictObject({ experimentId: z.string(), variant: z.string() }).optional(),
  category: z.string(),
  priority: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']),
  createdAt: DateTime,
  scheduledFor: DateTime.optional(),
  expiresAt: DateTime,
  metadata: z.record(z.string(), z.string()).optional(),
  resendOf: z.string().optional(),
  resentAs: z.array(z.string()).optional(),
  deliveries: z.array(
    z.strictObject({
      deliveryId: z.string().optional(),
      channel: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      detail: z.string().optional(),
      provider: z.string().optional(),
      address: z.string().optional(),
      heldUntil: DateTime.optional(),
      settlesBy: DateTime.optional(),
      attempts: z.int().nonnegative(),
      engagement: z.strictObject({
        openedAt: DateTime.optional(),
        openedByMachineAt: DateTime.optional(),
        clickedAt: DateTime.optional(),
        clickedByMachineAt: DateTime.optional(),
        seenAt: DateTime.optional(),
        readAt: DateTime.optional(),
        archivedAt: DateTime.optional(),
        unsubscribedAt: DateTime.optional(),
      }),
    }),
  ),
  decisions: z.array(
    z.strictObject({
      channel: z.string(),
      verdict: z.enum(['DELIVER', 'SKIP', 'HOLD']),
      reason: z.string(),
      rule: z.string(),
      rules: z.array(z.string()).min(1),
      inputs: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      until: DateTime.optional(),
    }),
  ),
  timeline: z.array(
    z.strictObject({
      at: DateTime,
      event: z.string(),
      channel: z.string().optional(),
      reason: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});
export type Notification = z.infer<typeof Notification>;

export const User = z.strictObject({
  userId: z.string(),
  username: z.string().optional(),
  email: z.string().optional(),
  phoneNumber: z.string().optional(),
  webhookUrl: z.string().optional(),
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  createdAt: DateTime,
  updatedAt: DateTime,
});

export const InboxPage = z.strictObject({
  items: z.array(
    z.strictObject({
      itemId: z.string(),
      notificationId: z.string(),
      deliveryId: z.string(),
      templateId: z.string(),
      category: z.string(),
      title: z.string(),
      body: z.string(),
      link: z.string().optional(),
      actions: z.array(z.strictObject({ label: z.string(), link: z.string() })).optional(),
      createdAt: DateTime,
      seenAt: DateTime.optional(),
      readAt: DateTime.optional(),
      archivedAt: DateTime.optional(),
    }),
  ),
  unreadCount: z.int().nonnegative(),
  cursor: z.string().optional(),
});

export const Template = z.strictObject({
  templateId: z.string(),
  source: z.enum(['CODE', 'API']),
  version: z.int().positive(),
  latestVersion: z.int().positive().optional(),
  category: z.string(),
  critical: z.boolean(),
  dataSchema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
  channels: z.array(z.string()).min(1),
  locales: z.array(z.string()).min(1),
  rollout: z.strictObject({ version: z.int(), percent: z.number() }).optional(),
  experiment: z
    .strictObject({
      experimentId: z.string(),
      variants: z.array(
        z.strictObject({ name: z.string(), version: z.int().positive(), weight: z.number() }),
      ),
    })
    .optional(),
  createdAt: DateTime.optional(),
  createdBy: z.string().optional(),
});

export const TemplatePage = z.strictObject({
  items: z.array(Template),
  cursor: z.string().optional(),
});

export const Simulation = z.strictObject({
  status: z.string(),
  statusWhenDue: z.string().optional(),
  templateVersion: z.int().positive().optional(),
  experiment: z.strictObject({ experimentId: z.string(), variant: z.string() }).optional(),
  decidedAt: DateTime,
  expiresAt: DateTime,
  decisions: Notification.shape.decisions,
  releaseAt: DateTime.optional(),
  channels: z.array(
    z.strictObject({
      channel: z.string(),
      address: z.string(),
      content: z.record(z.string(), z.string()).optional(),
      renderingError: z.string().optional(),
      smsParts: z
        .strictObject({
          encoding: z.enum(['GSM-7', 'UCS-2']),
          parts: z.int().positive(),
          characters: z.int().nonnegative(),
        })
        .optional(),
      estimatedCost: z
        .strictObject({
          amount: z.number().nonnegative().nullable(),
          currency: z.literal('USD'),
          basis: z.string().min(1),
        })
        .optional(),
    }),
  ),
  warnings: z.array(
    z.strictObject({ code: z.string(), channel: z.string().optional(), detail: z.string().min(1) }),
  ),
});
export type Simulation = z.infer<typeof Simulation>;
