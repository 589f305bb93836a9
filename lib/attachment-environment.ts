import type { StageSettings } from './stage-settings.ts';

/** The buckets whose files may go with a mail, for the functions that check what a mail names. */
export const attachmentEnvironment = ({ attachmentBuckets }: StageSettings) =>
  attachmentBuckets === undefined
    ? {}
    : { ATTACHMENT_BUCKETS: JSON.stringify(attachmentBuckets.map(({ name }) => name)) };
