/** An error as an AWS SDK client throws it, known by its name. */
export class AwsError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, httpStatusCode?: number) {
    super(name);
    this.name = name;
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}

/** What a caller sees when nobody answered in time; whether it was heard, it does not say. */
export const timedOut = (): AwsError => new AwsError('TimeoutError');

/** The product asked for something that AWS would refuse as malformed: a defect, never a fault. */
export class MalformedRequestError extends Error {
  override readonly name = 'ValidationException';
}
