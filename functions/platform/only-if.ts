import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** The result of a conditional write, or undefined where its condition did not hold. */
export const onlyIf = async <Result>(write: () => Promise<Result>): Promise<Result | undefined> => {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};
