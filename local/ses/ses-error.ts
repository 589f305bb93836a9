const httpStatus = {
  BadRequestException: 400,
  MessageRejected: 400,
  NotFoundException: 404,
  ServiceUnavailable: 503,
} as const;

/** A refusal as SES words it. */
export class SesError extends Error {
  readonly code: keyof typeof httpStatus;
  readonly status: number;

  constructor(code: keyof typeof httpStatus, message: string) {
    super(message);
    this.name = 'SesError';
    this.code = code;
    this.status = httpStatus[code];
  }
}
