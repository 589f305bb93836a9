import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '#functions/channels/channel.ts';
import { sdkOutcome } from '#functions/channels/sdk-outcome.ts';
import { startFakeProvider } from './fake-provider.ts';
import { fakeAws } from './tables-in-memory.ts';

/** What a real SDK client makes of an answer, as an outcome. */
const outcomeOf = async (
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> => {
  const answer = { status, headers, body: JSON.stringify({ message: 'to ada@example.com' }) };
  const fake = await startFakeProvider({
    accept: () => ({ answer }),
    reject: () => answer,
    throttle: () => answer,
  });
  const client = new SESv2Client({ ...fakeAws, endpoint: fake.url, maxAttempts: 1 });
  try {
    await client.send(new SendEmailCommand({ Content: {} }));
    throw new Error('the call was to fail');
  } catch (error) {
    return sdkOutcome(error, { MessageRejected: 'PROVIDER_REJECTED' });
  } finally {
    await fake.close();
  }
};

const named = (name: string) => ({ 'x-amzn-errortype': name });

describe('an answer that a service gave', () => {
  test.each([
    [400, named('MessageRejected'), 'rejected', 'PROVIDER_REJECTED'],
    [400, named('ThrottlingException'), 'refused-for-now', 'PROVIDER_THROTTLED'],
    [403, named('AccessDeniedException'), 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [403, named('UnrecognizedClientException'), 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [503, named('ServiceUnavailable'), 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [400, named('NeverHeardOfException'), 'rejected', 'PROVIDER_REJECTED'],
    [429, {}, 'refused-for-now', 'PROVIDER_THROTTLED'],
    [503, {}, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
  ])('with %i and %o is %s for %s', async (status, headers, kind, reason) => {
    expect(await outcomeOf(status, headers)).toMatchObject({ kind, reason });
  });

  test.each([500, 502, 504])('with %i may have been acted on', async (status) => {
    expect((await outcomeOf(status)).kind).toBe('uncertain');
  });

  test('is tried again when it says', async () => {
    const headers = { ...named('ThrottlingException'), 'retry-after': '7' };
    expect(await outcomeOf(429, headers)).toMatchObject({ retryAfterSeconds: 7 });
  });

  test('is tried again within the hour, whatever it says', async () => {
    const headers = { ...named('ThrottlingException'), 'retry-after': '86400' };
    expect(await outcomeOf(429, headers)).toMatchObject({ retryAfterSeconds: 3_600 });
  });

  test('whose Retry-After is no number asks for nothing', async () => {
    const headers = { ...named('ThrottlingException'), 'retry-after': 'soon' };
    expect(await outcomeOf(429, headers)).not.toHaveProperty('retryAfterSeconds');
  });

  test('is never quoted', async () => {
    expect(JSON.stringify(await outcomeOf(400, named('MessageRejected')))).not.toContain('ada@');
  });
});

describe('an error of no answer', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s never left', (code) => {
    expect(sdkOutcome(Object.assign(new Error('x'), { code }), {}).kind).toBe('refused-for-now');
  });

  test.each([
    new Error('x'),
    Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    'x',
    undefined,
  ])('%o may have left', (error) => {
    expect(sdkOutcome(error, {}).kind).toBe('uncertain');
  });

  test('without anything to sign by never left', () => {
    const error = Object.assign(new Error('x'), { name: 'CredentialsProviderError' });
    expect(sdkOutcome(error, {})).toMatchObject({ reason: 'PROVIDER_UNAVAILABLE' });
  });
});
