import * as z from 'zod';
import type { DevicePlatform } from '#core/recipient.ts';
import { DeliveryEnv } from '#functions/delivery/env.ts';

/** What the push lanes need to know. */
export const PushEnv = DeliveryEnv.extend({ RECIPIENTS_TABLE: z.string().min(1) });
export type PushEnv = z.input<typeof PushEnv>;

/** What registers devices needs to know: the SNS platform applications, absent where a stage has none. */
export const PushApplicationsEnv = z.object({
  FCM_APPLICATION_ARN: z.string().min(1).optional(),
  APNS_APPLICATION_ARN: z.string().min(1).optional(),
});
export type PushApplicationsEnv = z.input<typeof PushApplicationsEnv>;

/** The platform applications that a stage has. */
export type PushApplications = Readonly<Record<DevicePlatform, string | undefined>>;

/** The platform applications of an environment. */
export const pushApplicationsOf = (
  env: z.output<typeof PushApplicationsEnv>,
): PushApplications => ({
  FCM: env.FCM_APPLICATION_ARN,
  APNS: env.APNS_APPLICATION_ARN,
});
