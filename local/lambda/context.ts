import type { Context } from 'aws-lambda';
import type { WorkerStart } from './protocol.ts';

/** The context of one invocation. Its time runs on the machine's clock, whatever the local one says. */
export const createContext = (
  { functionName, functionArn, memoryMb }: WorkerStart,
  requestId: string,
  timeoutMs: number,
): Context => {
  const endsAt = performance.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(endsAt - performance.now())),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
};

function unsupported(): never {
  throw new Error('Return a promise: the callbacks of old handlers are gone from nodejs24.x.');
}
