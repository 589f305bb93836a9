import { hash } from 'node:crypto';
import * as z from 'zod';
import { derivedNotificationId } from '#core/ids.ts';
import { ProblemError, toProblem } from '#core/problem.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';
import { type HttpRequest, type HttpResponse, type Route, route } from '#platform/route.ts';
import {
  type AcceptNotificationsDeps,
  type AcceptResult,
  acceptNotifications,
} from './accept-notifications.ts';
import { Accepted, BatchAccepted } from './accepted.ts';
import type { CallerLimit, RateHeaders } from './caller-limit.ts';
import { batchExample, sendExample } from './examples.ts';
import type { Idempotency } from './idempotency.ts';
import { batchPath, sendPath } from './paths.ts';
import type { AcceptContext } from './prepare-send.ts';
import { BatchRequest, SendRequest } from './send-request.ts';

export interface IngressDeps extends AcceptNotificationsDeps {
  readonly idempotency: Idempotency;
  readonly limitCaller: CallerLimit;
  /** Counts what was accepted just now, and no repeat of it. */
  readonly countAccepted: (times: number) => void;
}

/** A batch body is at most 5 MB; Lambda itself takes 6. */
const maxBatchBytes = 5 * 1000 * 1000;

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters, such as a UUID');

const shared = {
  headers: {
    'Idempotency-Key':
      'The same key with the same body is the same notification, for at least 24 hours.',
  },
  problems: [
    'INVALID_REQUEST',
    'FORBIDDEN',
    'NOT_FINISHED',
    'IN_FLIGHT',
    'PAYLOAD_TOO_LARGE',
    'KEY_REUSED',
    'UNAVAILABLE',
  ],
} as const;

/** The door: what the company's services call. */
export const ingressRoutes: readonly Route<IngressDeps>[] = [
  route<IngressDeps, unknown, unknown, unknown>({
    ...sendPath,
    ...shared,
    operationId: 'sendNotification',
    summary: 'Tell one recipient one thing',
    body: z.unknown(),
    bodyDocs: SendRequest,
    bodyExample: sendExample,
    answers: {
      202: { description: 'It is kept, and ends in a terminal status.', schema: Accepted },
    },
    handle: ({ request, body }, deps) =>
      limited(request, 1, body, deps, async (context) => {
        const [result] = await accept([body], context, deps);
        return sendAnswer(result);
      }),
  }),
  route<IngressDeps, unknown, unknown, unknown>({
    ...batchPath,
    ...shared,
    operationId: 'sendNotifications',
    summary: 'Tell up to 100 recipients one thing each',
    body: z.unknown(),
    bodyDocs: BatchRequest,
    maxBodyBytes: maxBatchBytes,
    bodyExample: batchExample,
    answers: {
      202: { description: 'One result per send, in the same order.', schema: BatchAccepted },
    },
    handle: ({ request, body }, deps) => {
      const batch = BatchRequest.safeParse(body);
      if (!batch.success) throw invalid(problemDetails(batch.error));
      const { length } = batch.data.notifications;
      return limited(request, length, body, deps, async (context) =>
        batchAnswer(await accept(batch.data.notifications, context, deps), context),
      );
    },
  }),
];

async function accept(
  bodies: readonly unknown[],
  context: AcceptContext,
  deps: IngressDeps,
): Promise<readonly AcceptResult[]> {
  const results = await acceptNotifications(bodies, context, deps);
  deps.countAccepted(results.filter((result) => !('error' in result)).length);
  return results;
}

/** Runs an operation within what its caller may send; every answer says what is left. */
async function limited(
  request: HttpRequest,
  sends: number,
  body: unknown,
  deps: IngressDeps,
  operation: (context: AcceptContext) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const rates = await deps.limitCaller(request.caller, sends);
  try {
    const answer = await once(request, body, deps, operation);
    return { ...answer, headers: { ...answer.headers, ...rates } };
  } catch (error) {
    throw error instanceof ProblemError ? withRates(error, rates) : error;
  }
}

function withRates(error: ProblemError, rates: RateHeaders): ProblemError {
  const { code, message, errors, headers, cause } = error;
  return new ProblemError(code, message, { errors, cause, headers: { ...headers, ...rates } });
}

/** Runs an operation as it stands, or once per key where the caller gave one (invariant 2). */
async function once(
  { headers, caller, path: routePath }: HttpRequest,
  body: unknown,
  deps: IngressDeps,
  operation: (context: AcceptContext) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const given = headers['idempotency-key'];
  if (given === undefined) return operation({ caller });
  const key = IdempotencyKey.safeParse(given);
  if (!key.success) throw invalid(problemDetails(key.error, ['header', 'Idempotency-Key']));
  const named = { caller, route: routePath, key: key.data };
  // Hashed once, and not again for each of a hundred sends.
  const keyed = { ...named, body: hash('sha256', JSON.stringify(body), 'base64url') };
  const derivedId = (position: number) => derivedNotificationId({ ...keyed, position });
  return deps.idempotency.run({ ...named, body }, () => operation({ caller, derivedId }));
}

function sendAnswer(result: AcceptResult | undefined): HttpResponse {
  if (result === undefined) throw new Error('The send got no result');
  if ('error' in result) throw result.error;
  const location = `/v1/notifications/${result.notificationId}/status`;
  return { status: 202, body: result, headers: { location } };
}

/** A keyed batch of which something could not be queued binds no key: it is sent again as a whole. */
function batchAnswer(results: readonly AcceptResult[], context: AcceptContext): HttpResponse {
  const unavailable = results.find(
    (result) => 'error' in result && result.error.code === 'UNAVAILABLE',
  );
  if (context.derivedId !== undefined && unavailable !== undefined && 'error' in unavailable) {
    throw unavailable.error;
  }
  const body = {
    results: results.map((result) =>
      'error' in result ? { error: toProblem(result.error) } : result,
    ),
  };
  return { status: 202, body };
}
