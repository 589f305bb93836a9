import * as z from 'zod';

/** What the function behind /analytics needs to know. */
export const AnalyticsApiEnv = z.object({ ANALYTICS_TABLE: z.string().min(1) });
export type AnalyticsApiEnv = z.input<typeof AnalyticsApiEnv>;
