/** Each error by its code on the wire; the SDK adds `Exception`, except to ValidationError. */
const httpStatus = {
  AuthorizationError: 403,
  BatchEntryIdsNotDistinct: 400,
  BatchRequestTooLong: 400,
  EmptyBatchRequest: 400,
  EndpointDisabled: 400,
  InternalError: 500,
  InvalidAction: 400,
  InvalidBatchEntryId: 400,
  InvalidParameter: 400,
  NotFound: 404,
  TooManyEntriesInBatchRequest: 400,
} as const;

/** A refusal as SNS words it. */
export class SnsError extends Error {
  readonly code: keyof typeof httpStatus;
  readonly status: number;

  constructor(code: keyof typeof httpStatus, message: string) {
    super(message);
    this.name = 'SnsError';
    this.code = code;
    this.status = httpStatus[code];
  }
}

/** The refusal of one parameter. */
export const invalidParameter = (reason: string): SnsError =>
  new SnsError('InvalidParameter', `Invalid parameter: ${reason}`);
