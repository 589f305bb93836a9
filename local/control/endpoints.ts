import * as z from 'zod';

/** What stands in .local/endpoints.json while the cloud runs. */
export const Endpoints = z.object({
  /** With the stage, without a slash at the end. */
  apiUrl: z.url(),
  /** Where signed links lead; absent while the app has no public API. */
  publicUrl: z.url().optional(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  outboxUrl: z.url(),
  /** Where the files of mails lie. */
  s3Url: z.url(),
  /** The OpenAPI document as a page. */
  apiReferenceUrl: z.url(),
  controlUrl: z.url(),
});
export type Endpoints = z.infer<typeof Endpoints>;
