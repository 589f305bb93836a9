import { DateTime, SendRequest } from '#functions/ingress/send-request.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';

/** The body of a simulation: a send, and when to imagine that it is made. */
export const SimulateRequest = SendRequest.extend({
  at: DateTime.optional().meta({
    description:
      'When to imagine that it is sent; now, where it is absent. Recipients and their preferences are as they are now.',
  }),
}).meta({ id: 'SimulateRequest', description: 'A send, and when to imagine that it is made.' });

/** Takes the instant out of the body; what is left is a send, checked where every send is. */
export const splitRequest = (
  body: unknown,
  now: number,
): { readonly at: number; readonly send: unknown } => {
  if (typeof body !== 'object' || body === null || !('at' in body)) return { at: now, send: body };
  const { at: given, ...send } = body;
  const at = DateTime.safeParse(given);
  if (!at.success) throw invalid(problemDetails(at.error, ['at']));
  return { at: at.data, send };
};
