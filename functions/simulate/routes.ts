import * as z from 'zod';
import { sendExample } from '#functions/ingress/examples.ts';
import { type Route, route } from '#platform/route.ts';
import { simulatePath } from './paths.ts';
import { type SimulateDeps, simulateNotification } from './simulate-notification.ts';
import { SimulateRequest } from './simulate-request.ts';
import { Simulation } from './simulation.ts';

/** Trying out a send. */
export const simulateRoutes: readonly Route<SimulateDeps>[] = [
  route<SimulateDeps, unknown, unknown, unknown>({
    ...simulatePath,
    operationId: 'simulateNotification',
    summary: 'What a send would come to, with nothing written and nothing sent',
    body: z.unknown(),
    bodyDocs: SimulateRequest,
    bodyExample: { ...sendExample, at: '2026-12-24T23:30:00Z' },
    answers: {
      200: { description: 'Who would hear what, where and when, and why.', schema: Simulation },
    },
    problems: ['INVALID_REQUEST', 'FORBIDDEN', 'PAYLOAD_TOO_LARGE'],
    handle: async ({ request, body }, deps) => ({
      status: 200,
      body: await simulateNotification(body, request.caller, deps),
    }),
  }),
];
