const httpStatus = {
  ValidationException: 400,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  UnknownOperationException: 404,
} as const;

/** A refusal as EventBridge Scheduler words it. */
export class SchedulerError extends Error {
  readonly code: keyof typeof httpStatus;
  readonly status: number;

  constructor(code: keyof typeof httpStatus, message: string) {
    super(message);
    this.name = 'SchedulerError';
    this.code = code;
    this.status = httpStatus[code];
  }
}
