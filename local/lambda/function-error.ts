import type { FunctionError } from './protocol.ts';

/** An error as the Node.js runtime of Lambda words it. */
export const toFunctionError = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

/** Thrown to who invoked a function that failed, timed out or ended. */
export class FunctionFailure extends Error {
  readonly functionName: string;
  readonly detail: FunctionError;

  constructor(functionName: string, detail: FunctionError) {
    super(`${functionName} failed: ${detail.errorType}: ${detail.errorMessage}`);
    this.name = 'FunctionFailure';
    this.functionName = functionName;
    this.detail = detail;
  }
}
