import * as z from 'zod';

/** Every code that a problem can carry, with its HTTP status: stable, safe to match on. */
export const problemStatus = {
  INVALID_REQUEST: 400,
  MALFORMED_JSON: 400,
  UNSIGNED: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ADDRESS_TAKEN: 409,
  USERNAME_TAKEN: 409,
  TOO_MANY_DEVICES: 409,
  TOO_MANY_WEBHOOKS: 409,
  TOO_LATE: 409,
  NOT_FINISHED: 409,
  WEBHOOK_DISABLED: 409,
  TEMPLATE_IN_CODE: 409,
  NOTHING_TO_RELEASE: 409,
  ROLLOUT_RUNNING: 409,
  EXPERIMENT_RUNNING: 409,
  IN_FLIGHT: 409,
  VERSION_CONFLICT: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  KEY_REUSED: 422,
  VERSION_REQUIRED: 428,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;
export type ProblemCode = keyof typeof problemStatus;

/** One thing wrong in a request body: where (a JSON pointer), what, and how to mend it. */
export const ProblemDetail = z.object({
  pointer: z.string().meta({ description: 'RFC 6901', examples: ['/data/orderId'] }),
  code: z.string().meta({ examples: ['MISSING_FIELD', 'UNKNOWN_TEMPLATE'] }),
  detail: z.string(),
  line: z.int().optional().meta({ description: 'Within the text at the pointer, from 1.' }),
  column: z.int().optional(),
});
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** The body of every error: RFC 9457, application/problem+json. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(ProblemDetail).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details, with a stable code.' });
export type Problem = z.infer<typeof Problem>;

interface ProblemOptions {
  readonly errors?: readonly ProblemDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An expected refusal: the HTTP shell answers it as a problem, and nothing was stored. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly ProblemDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'ProblemError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

const titles: Readonly<Record<ProblemCode, string>> = {
  INVALID_REQUEST: 'The request does not fit its schema',
  MALFORMED_JSON: 'The body is not JSON',
  UNSIGNED: 'The request is not signed, or its signature does not fit',
  FORBIDDEN: 'The caller may not do that',
  NOT_FOUND: 'There is nothing here',
  METHOD_NOT_ALLOWED: 'This path does not take that method',
  ADDRESS_TAKEN: 'The address belongs to another user',
  USERNAME_TAKEN: 'The username belongs to another user',
  TOO_MANY_DEVICES: 'A user has no more devices than this',
  TOO_MANY_WEBHOOKS: 'There are no more webhooks than this',
  NOT_FINISHED: 'What is to be sent again may still be sent',
  TOO_LATE: 'It is too late for that',
  WEBHOOK_DISABLED: 'The webhook is disabled',
  TEMPLATE_IN_CODE: 'The template is deployed with the code, and changed there',
  NOTHING_TO_RELEASE: 'The template has no such version to release',
  ROLLOUT_RUNNING: 'A rollout of the template is under way',
  EXPERIMENT_RUNNING: 'An experiment with the template is under way',
  IN_FLIGHT: 'The first request with this key is still being worked on',
  VERSION_CONFLICT: 'It has changed since you read it',
  VERSION_REQUIRED: 'Say which version you are replacing',
  PAYLOAD_TOO_LARGE: 'The request is too large',
  UNSUPPORTED_MEDIA_TYPE: 'The body is of another media type',
  KEY_REUSED: 'The Idempotency-Key was used for another body',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'Something went wrong on our side',
  UNAVAILABLE: 'Something that we depend on is not available',
};

/** A problem of a code with what there is to say about it. */
export const problemOf = (code: ProblemCode, detail: string): Problem => ({
  type: 'about:blank',
  title: titles[code],
  status: problemStatus[code],
  code,
  detail,
});

/** A ProblemError as the body that the caller reads. */
export const toProblem = (error: ProblemError, requestId?: string): Problem => ({
  ...problemOf(error.code, error.message),
  ...(requestId === undefined ? {} : { requestId }),
  ...(error.errors.length === 0 ? {} : { errors: [...error.errors] }),
});
