import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemCode, problemOf } from '#core/problem.ts';

interface GatewayProblem {
  readonly type: ResponseType;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const signing =
  'Sign the request with AWS Signature Version 4 for the service execute-api, and check the path.';
const retryAfter = { 'Retry-After': "'1'" };

/** What API Gateway answers by itself, before any of our code has run. */
const problems: readonly GatewayProblem[] = [
  // An unsigned call and an unknown path are the same to it.
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, code: 'UNSIGNED', detail: signing },
  { type: ResponseType.INVALID_SIGNATURE, code: 'UNSIGNED', detail: signing },
  {
    type: ResponseType.EXPIRED_TOKEN,
    code: 'UNSIGNED',
    detail: 'The credentials or the signature have expired; take new ones and sign again.',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    code: 'FORBIDDEN',
    detail: 'Allow the caller execute-api:Invoke on this method and path.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: 'PAYLOAD_TOO_LARGE',
    detail: 'A notification is at most 200 KB, a batch 5 MB.',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: 'Send application/json.',
  },
  {
    type: ResponseType.THROTTLED,
    code: 'TOO_MANY_REQUESTS',
    detail: 'Nothing was accepted. Send more slowly, or up to 100 in one batch.',
    headers: retryAfter,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    code: 'TOO_MANY_REQUESTS',
    detail: 'Nothing was accepted. Send more slowly, or up to 100 in one batch.',
    headers: retryAfter,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    code: 'UNAVAILABLE',
    detail: 'Try again, with the same Idempotency-Key.',
    headers: retryAfter,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    code: 'UNAVAILABLE',
    detail: 'It may have been accepted. Try again, with the same Idempotency-Key.',
    headers: retryAfter,
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'INVALID_REQUEST',
    detail: 'API Gateway does not understand this request.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'INTERNAL',
    detail: 'Try again, with the same Idempotency-Key.',
  },
];

/** What it answers where nobody has to sign: the methods that there are, everybody may call. */
const publicProblems: readonly GatewayProblem[] = [
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'NOT_FOUND',
    detail: 'Open the link as it stands in the message.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: 'PAYLOAD_TOO_LARGE',
    detail: 'No form of ours is that large.',
  },
  {
    type: ResponseType.THROTTLED,
    code: 'TOO_MANY_REQUESTS',
    detail: 'Nothing was changed. Try again in a moment.',
    headers: retryAfter,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    code: 'UNAVAILABLE',
    detail: 'Try again in a moment.',
    headers: retryAfter,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    code: 'UNAVAILABLE',
    detail: 'Try again in a moment.',
    headers: retryAfter,
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'INVALID_REQUEST',
    detail: 'API Gateway does not understand this request.',
  },
  { type: ResponseType.DEFAULT_5XX, code: 'INTERNAL', detail: 'Try again in a moment.' },
];

/** Words API Gateway's own answers as ours: RFC 9457 problems with a code and the request's id. */
export const addGatewayProblems = (
  api: RestApi,
  { isPublic }: { readonly isPublic: boolean } = { isPublic: false },
): void => {
  for (const { type, code, detail, headers } of isPublic ? publicProblems : problems) {
    const problem = problemOf(code, detail);
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(problem.status),
      responseHeaders: headers ?? {},
      templates: {
        'application/problem+json': JSON.stringify({ ...problem, requestId: '$context.requestId' }),
      },
    });
  }
};
