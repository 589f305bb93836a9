import type { Outcome } from '#functions/channels/channel.ts';
import { type ErrorMeanings, sdkOutcome } from '#functions/channels/sdk-outcome.ts';

/**
 * What each error of DynamoDB PutItem means.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#API_PutItem_Errors
 */
const meanings: ErrorMeanings = {
  LimitExceededException: 'PROVIDER_THROTTLED',
  ProvisionedThroughputExceededException: 'PROVIDER_THROTTLED',
  RequestLimitExceeded: 'PROVIDER_THROTTLED',
  InternalServerError: 'PROVIDER_UNAVAILABLE',
  ReplicatedWriteConflictException: 'PROVIDER_UNAVAILABLE',
  // The table is being replaced, which somebody will mend.
  ResourceNotFoundException: 'PROVIDER_UNAVAILABLE',
};

/** An error of DynamoDB as an outcome. Written or not, writing an item again does no harm. */
export const toOutcome = (error: unknown): Outcome => {
  const outcome = sdkOutcome(error, meanings);
  if (outcome.kind !== 'uncertain') return outcome;
  return { ...outcome, kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE' };
};
