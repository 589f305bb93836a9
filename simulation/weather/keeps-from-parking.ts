import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/**
 * Whether a run that met a fault at this command may have been kept from recording PARKED. What it reads
 * first, and the claim, only make it fail: that is when it has to record it.
 */
export const keepsFromParking = (command: unknown): boolean => {
  if (command instanceof BatchGetCommand) return false;
  if (!(command instanceof UpdateCommand)) return true;
  return !/leaseUntil|heldUntil/.test(command.input.UpdateExpression ?? '');
};
