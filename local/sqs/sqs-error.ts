/** An error of SQS, by the name that its API documents. */
export class SqsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** What SQS says of a queue that is not there. */
export const noSuchQueue = (name: string): SqsError =>
  new SqsError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);
