/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logFile: string;
  /** The local clock's offset; see local/clock.ts. */
  readonly clockOffset: SharedArrayBuffer;
}

/** Asks a worker to run its handler once. Payloads travel as JSON, as they do on AWS. */
export interface InvokeRequest {
  readonly requestId: string;
  readonly payload: string;
  readonly timeoutMs: number;
}

/** An error as Lambda reports it to the caller of a function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What a worker says: first `ready` or `init-failed`, then one result for each request. */
export type WorkerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed'; readonly error: FunctionError }
  | { readonly kind: 'succeeded'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: FunctionError };
