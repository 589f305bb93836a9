import { type MessageAttributes, maxMessageBytes, messageBytes } from './message-attributes.ts';
import { SnsError } from './sns-error.ts';

interface Entry {
  readonly id: string;
  readonly message: string;
  readonly attributes: MessageAttributes;
}

const maxEntries = 10;

/** Refuses a batch as a whole, where no entry alone is to blame. */
export const checkBatch = (entries: readonly Entry[]): void => {
  const ids = entries.map(({ id }) => id);
  const bytes = entries.reduce(
    (sum, { message, attributes }) => sum + messageBytes(message, attributes),
    0,
  );
  if (entries.length === 0) {
    throw new SnsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (entries.length > maxEntries) {
    throw new SnsError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible (more than 10).',
    );
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new SnsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new SnsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  if (bytes > maxMessageBytes) {
    throw new SnsError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
};
