/** Each error by its name on the wire. */
const httpStatus = {
  ConflictException: 400,
  InternalServerException: 500,
  ResourceNotFoundException: 400,
  ThrottlingException: 400,
  ValidationException: 400,
} as const;

/** A refusal as End User Messaging words it. */
export class SmsError extends Error {
  readonly status: number;
  /** Its name, and what else the SDK reads from it: Reason, Fields, ResourceType. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(
    name: keyof typeof httpStatus,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'SmsError';
    this.status = httpStatus[name];
    this.body = { __type: name, Message: message, ...more };
  }
}

/** The refusal of fields, each by its name with what is wrong with it. */
export const invalidFields = (
  fields: readonly { readonly name: string; readonly message: string }[],
): SmsError =>
  new SmsError('ValidationException', fields.map(({ message }) => message).join(' '), {
    Reason: 'FIELD_VALIDATION_FAILED',
    Fields: fields.map(({ name, message }) => ({ Name: name, Message: message })),
  });
