import * as z from 'zod';
import type { QueueMessage } from './queue-event.ts';

const BatchResponse = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
  })
  .nullish();

/**
 * The messages that a function is done with. As Lambda has it: nothing reported is all done; a report
 * that makes no sense, or names a message that was not in the batch, is nothing done.
 */
export const acknowledged = (
  batch: readonly QueueMessage[],
  response: unknown,
): readonly QueueMessage[] => {
  const parsed = BatchResponse.safeParse(response);
  if (!parsed.success) return [];
  const failed = new Set(
    (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier),
  );
  const ids = new Set(batch.map(({ messageId }) => messageId));
  if ([...failed].some((id) => !ids.has(id))) return [];
  return batch.filter(({ messageId }) => !failed.has(messageId));
};
