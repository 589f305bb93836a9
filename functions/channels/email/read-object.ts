import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ReadObject } from './load-attachments.ts';

/** What no repeat mends: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const meanings: Readonly<Record<string, 'missing' | 'forbidden'>> = {
  NoSuchKey: 'missing',
  NoSuchBucket: 'missing',
  NotFound: 'missing',
  AccessDenied: 'forbidden',
  AllAccessDisabled: 'forbidden',
  AccountProblem: 'forbidden',
  // It lies in an archive, and would have to be brought back first.
  InvalidObjectState: 'forbidden',
  // The bucket is in another region.
  PermanentRedirect: 'forbidden',
};

/**
 * Reads objects of S3. A bundle of its own, which the email lanes load when they meet the first attachment:
 * this client is half as large as all the rest of them.
 */
export const createReadObject = (config: S3ClientConfig = {}): ReadObject => {
  const s3 = new S3Client({ maxAttempts: 2, ...config });
  return async ({ bucket, key }, maxBytes, abortSignal) => {
    try {
      const { Body, ContentLength, ContentType } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: key }),
        { abortSignal },
      );
      if (Body === undefined || ContentLength === undefined || ContentLength > maxBytes) {
        await Body?.transformToWebStream().cancel();
        return { kind: 'too-large', detail: `${ContentLength} bytes` };
      }
      const bytes = await Body.transformToByteArray();
      return {
        kind: 'read',
        bytes,
        ...(ContentType === undefined ? {} : { contentType: ContentType }),
      };
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      // Its name alone: a message may quote the key.
      return { kind: meanings[name] ?? 'unavailable', detail: name };
    }
  };
};
