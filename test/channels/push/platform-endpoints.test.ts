import { expect, test } from 'vitest';
import {
  createEndpointClient,
  createPlatformEndpoints,
} from '#functions/channels/push/platform-endpoints.ts';
import { type ProviderAnswer, startFakeProvider } from '../fake-provider.ts';
import { snsError } from '../sns-answers.ts';
import { fakeAws } from '../tables-in-memory.ts';

const endpoint = 'arn:aws:sns:us-east-1:123456789012:endpoint/GCM/herald/an-id';

/** What the endpoints come to, where SNS answers each action so; and the actions that it was asked. */
const withAnswers = async <Result>(
  answers: Readonly<Record<string, ProviderAnswer>>,
  use: (endpoints: ReturnType<typeof createPlatformEndpoints>) => Promise<Result>,
) => {
  const actionOf = (body: string) => new URLSearchParams(body).get('Action') ?? '';
  const done: ProviderAnswer = { status: 200, body: '<Response/>' };
  const sns = await startFakeProvider({
    accept: ({ body }) => ({ answer: answers[actionOf(body)] ?? done }),
    reject: () => done,
    throttle: () => done,
  });
  const client = createEndpointClient({ ...fakeAws, endpoint: sns.url, maxAttempts: 1 });
  try {
    const result = await use(createPlatformEndpoints(client));
    return { result, bodies: sns.calls.map(({ body }) => new URLSearchParams(body)) };
  } finally {
    await sns.close();
  }
};

const register = (answer: ProviderAnswer) =>
  withAnswers({ CreatePlatformEndpoint: answer }, (endpoints) =>
    endpoints.register('arn:app', 'a-token'),
  );
const invalidParameter = (text: string) =>
  snsError(400, 'InvalidParameter', `Invalid parameter: ${text}`);

test.each(['Token', 'token'])(
  'reads the endpoint that exists with other attributes out of the error, spelled %s',
  async (word) => {
    const { result, bodies } = await register(
      invalidParameter(
        `Token Reason: Endpoint ${endpoint} already exists with the same ${word}, but different attributes.`,
      ),
    );
    expect(result).toEqual({ kind: 'registered', endpointArn: endpoint });
    expect(Object.fromEntries(bodies[1] ?? [])).toMatchObject({
      Action: 'SetEndpointAttributes',
      EndpointArn: endpoint,
      'Attributes.entry.1.key': 'Enabled',
      'Attributes.entry.1.value': 'true',
    });
  },
);

test.each([
  [invalidParameter('Token Reason: iOS device tokens must be hexadecimal'), 'bad-token'],
  [invalidParameter('PlatformApplicationArn Reason: Wrong number of slashes'), 'no-application'],
  [snsError(404, 'NotFound', 'PlatformApplication does not exist'), 'no-application'],
  [snsError(403, 'AuthorizationError', 'not authorized'), 'no-application'],
])('%j means %s', async (answer, kind) => {
  expect((await register(answer)).result).toEqual({ kind });
});

test('throws what may be over in a moment', async () => {
  await expect(register(snsError(429, 'Throttled', 'Rate exceeded'))).rejects.toThrow();
});

test.each([
  [404, 'NotFound'],
  [400, 'InvalidParameter'],
  [403, 'AuthorizationError'],
])('removes without a word what SNS answers %i %s for', async (status, code) => {
  const answers = { DeleteEndpoint: snsError(status, code, 'no') };
  const { bodies } = await withAnswers(answers, (endpoints) => endpoints.remove(endpoint));
  expect(bodies).toHaveLength(1);
});

test('does not take an outage for a removal', async () => {
  const answers = { DeleteEndpoint: snsError(500, 'InternalError', 'no') };
  await expect(withAnswers(answers, (endpoints) => endpoints.remove(endpoint))).rejects.toThrow();
});
