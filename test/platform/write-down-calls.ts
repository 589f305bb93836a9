import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Writes the name of every command that a client is given into a list; returns what ends that. */
export const writeDownCalls = (
  { middlewareStack }: Pick<DynamoDBClient, 'middlewareStack'>,
  calls: string[],
): (() => void) => {
  const name = 'calls';
  middlewareStack.add(
    (next, { commandName = '' }) =>
      (call) => {
        calls.push(commandName);
        return next(call);
      },
    { step: 'initialize', name },
  );
  return () => {
    middlewareStack.remove(name);
  };
};
