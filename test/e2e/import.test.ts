import { describe, expect, test } from 'vitest';
import { expectProblem, uniqueAddress, uniqueLabel } from './herald.ts';
import { call } from './signed-call.ts';

describe('an import of users', () => {
  test('answers each line in its order, and a bad one spoils no other', async () => {
    const [one, other] = [uniqueLabel('user'), uniqueLabel('user')];
    const lines = [
      JSON.stringify({ userId: one, email: uniqueAddress(one), timeZone: 'Europe/Paris' }),
      '{"userId":',
      JSON.stringify({ userId: other, email: 'nowhere' }),
      JSON.stringify({ userId: other, email: uniqueAddress(other) }),
    ];

    const answer = await call('POST', '/users/import', {
      rawBody: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });

    expect(answer, answer.text).toMatchObject({ status: 200 });
    expect(answer.body).toMatchObject({
      results: [
        { userId: one },
        { error: { code: 'MALFORMED_JSON' } },
        { error: { code: 'INVALID_REQUEST' } },
        { userId: other },
      ],
    });
    expect((await call('GET', `/users/${one}`)).status).toBe(200);
    expect((await call('GET', `/users/${other}`)).status).toBe(200);
  });

  test('in another format is refused', async () => {
    const answer = await call('POST', '/users/import', { body: [{ userId: 'x' }] });
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});
