import * as z from 'zod';
import { type Route, route } from '#platform/route.ts';
import { type TestSendDeps, TestSendRequest, testSend } from './test-send.ts';

const Params = z.object({ templateId: z.string() });

const TestSendView = z
  .object({
    notificationId: z.string(),
    status: z.enum(['ACCEPTED', 'SCHEDULED']),
    version: z.int().meta({ description: 'The version that is sent; of a draft a new one.' }),
  })
  .meta({ id: 'TestSend', description: 'It is kept, as any send is.' });

/** Sending a template to oneself before anybody else gets it. */
export const testRoutes: readonly Route<TestSendDeps>[] = [
  route<TestSendDeps, z.infer<typeof Params>, unknown, TestSendRequest>({
    method: 'POST',
    path: '/templates/{templateId}/test-send',
    operationId: 'testSendTemplate',
    summary: 'Send a version, or the draft, to one recipient',
    params: Params,
    body: TestSendRequest,
    bodyExample: {
      recipientType: 'EMAIL',
      recipientIdentifier: 'editor@example.com',
      version: 'draft',
    },
    answers: { 202: { description: 'It is on its way.', schema: TestSendView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'TEMPLATE_IN_CODE', 'UNAVAILABLE'],
    handle: async ({ params: { templateId }, body, request: { caller } }, deps) => {
      const sent = await testSend(templateId, body, caller, deps);
      const location = `/v1/notifications/${sent.notificationId}/status`;
      return { status: 202, body: sent, headers: { location } };
    },
  }),
];
