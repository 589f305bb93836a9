import * as z from 'zod';
import { BrandChange } from '#core/brand.ts';
import { ChannelName } from '#core/channel.ts';
import { speeds } from '#core/priority.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import { RateLimit } from '#core/rate-limit.ts';
import { ProviderRetryPolicies, RetryPolicies } from '#core/retry-policy.ts';

/** A variable that holds JSON of the given shape. */
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('must be JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);

/** channel -> speed -> the lane's queue URL. */
export const LaneUrls = json(z.record(ChannelName, z.record(z.enum(speeds), z.url())));

/** channel -> the names of its providers. */
export const ProvidersJson = json(z.record(ChannelName, z.array(z.string())));

/** speed -> RetryPolicy. */
export const RetryPoliciesJson = json(RetryPolicies);

/** provider -> speed -> RetryPolicy, of those that differ. */
export const ProviderRetryPoliciesJson = json(ProviderRetryPolicies);

/** Quiet hours as a person would set them. */
export const QuietHoursJson = json(QuietHours);

/** id -> whom mail may come from, and where answers go. */
export const MailSendersJson = json(
  z.record(z.string(), z.object({ from: z.string(), replyTo: z.string().optional() })),
);

/** Ids of any kind. */
export const IdsJson = json(z.array(z.string()));

/** What a stage says of its brand. */
export const BrandJson = json(BrandChange);

/** Limits on what one person is told of everything; empty where only the categories' own count. */
export const RateLimitsJson = json(z.array(RateLimit));

/** Callers as core/caller.ts names them. */
export const CallersJson = json(z.array(z.string()).transform((callers) => new Set(callers)));

/** Parses a function's environment, or says which variables are wrong. */
export const parseEnv = <Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  throw new Error(`The function's environment is wrong:\n${z.prettifyError(result.error)}`);
};
