import { describe, expect, test } from 'vitest';
import { expectProblem, orderFor, uniqueAddress } from './herald.ts';
import { needs, target } from './needs.ts';
import { call, callUnsigned } from './signed-call.ts';

const order = () => orderFor({ recipientIdentifier: uniqueAddress() });
const anyId = `ntf_${'0'.repeat(25)}`;

const paths = [
  ['POST', '/notifications/send'],
  ['POST', '/notifications/batch'],
  ['GET', `/notifications/${anyId}/status`],
  ['DELETE', `/notifications/${anyId}`],
  ['PUT', '/users/someone'],
  ['GET', '/users/someone'],
  ['DELETE', '/users/someone'],
  ['GET', '/users/someone/inbox'],
  ['GET', '/templates'],
  ['GET', '/templates/ORDER_CONFIRMATION'],
  ['GET', '/'],
  ['GET', '/no/such/path'],
  ['PATCH', '/users/someone'],
] as const;

describe('a signed call', () => {
  test('of a path that is none is a 404', async () => {
    for (const path of [
      '/nothing',
      '/notifications',
      '/users',
      '/users/a/b',
      '/v1/templates',
      '/templates/',
    ]) {
      expectProblem(await call('GET', path), 404, 'NOT_FOUND');
    }
    expectProblem(await call('POST', '/notifications', { body: {} }), 404, 'NOT_FOUND');
  });

  test('of the root is a 404', async () => {
    expectProblem(await call('GET', '/'), 404, 'NOT_FOUND');
  });

  test('by another method is a 405 that says which are allowed', async () => {
    const cases = [
      ['GET', '/notifications/send', 'POST'],
      ['PUT', '/notifications/batch', 'POST'],
      ['POST', `/notifications/${anyId}/status`, 'GET'],
      ['GET', `/notifications/${anyId}`, 'DELETE'],
      ['POST', '/users/someone', 'DELETE, GET, PUT'],
      ['PATCH', '/users/someone', 'DELETE, GET, PUT'],
      ['DELETE', '/users/someone/inbox', 'GET'],
      ['DELETE', '/templates', 'GET'],
      ['PATCH', '/templates/ORDER_CONFIRMATION', 'DELETE, GET'],
    ] as const;
    for (const [method, path, allow] of cases) {
      const answer = await call(method, path);
      expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.get('allow')).toBe(allow);
    }
  });

  test('gets a request id of its own with every problem', async () => {
    const [first, second] = [await call('GET', '/nothing'), await call('GET', '/nothing')];

    const ids = [first, second].map((answer) => expectProblem(answer, 404, 'NOT_FOUND').requestId);
    expect(new Set(ids).size).toBe(2);
  });

  test('of a notification that is none is a 404', async () => {
    for (const id of [anyId, 'ntf_x', 'x', '%20']) {
      expectProblem(await call('GET', `/notifications/${id}/status`), 404, 'NOT_FOUND');
      expectProblem(await call('DELETE', `/notifications/${id}`), 404, 'NOT_FOUND');
    }
  });

  needs('gateway-limits')('of more than 10 MB is a 413', async () => {
    const answer = await call('POST', '/notifications/batch', {
      body: { notifications: [], padding: 'x'.repeat(11 * 1024 * 1024) },
    });

    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
  });
});

describe('an unsigned call', () => {
  needs('gateway-problems')('is a 403 with the problem body, on every path', async () => {
    for (const [method, path] of paths) {
      const options = method === 'POST' || method === 'PUT' ? { body: order() } : {};
      const answer = await callUnsigned(method, path, options);
      const { requestId } = expectProblem(answer, 403, 'UNSIGNED');
      expect(requestId, `${method} ${path}`).toBeDefined();
    }
  });

  test('is a 403', async () => {
    for (const [method, path] of paths) {
      const options = method === 'POST' || method === 'PUT' ? { body: order() } : {};
      const answer = await callUnsigned(method, path, options);
      expect(answer, `${method} ${path}`).toMatchObject({ status: 403 });
    }
  });
});

describe('a wrongly signed call is a 403', () => {
  const post = '/notifications/send';
  const refuse = async (spoilt: Parameters<typeof call>[2], path: string = post) => {
    const answer = await call('POST', path, { body: order(), ...spoilt });
    expect(answer, answer.text).toMatchObject({ status: 403 });
    expect(answer.text).not.toContain('notificationId');
  };

  test('by another secret', async () => {
    await refuse({ credentials: { ...target.credentials, secretAccessKey: 'x'.repeat(40) } });
  });

  needs('signature-checks')('by a key that nobody has', async () => {
    const accessKeyId = 'AKIAZZZZZZZZZZZZZZZZ';
    await refuse({ credentials: { ...target.credentials, accessKeyId } });
  });

  test('an hour ago', async () => {
    await refuse({ signingDate: new Date(Date.now() - 3_600_000) });
  });

  needs('signature-checks')('for another body', async () => {
    await refuse({ tamper: { rawBody: JSON.stringify(order()) } });
  });

  test('for another path', async () => {
    await refuse({ tamper: { path: '/notifications/batch' } });
  });

  test('for another query', async () => {
    const answer = await call('GET', '/templates?limit=1', {
      tamper: { path: '/templates?limit=2' },
    });
    expect(answer, answer.text).toMatchObject({ status: 403 });
  });

  needs('gateway-problems')('with the problem body', async () => {
    const credentials = { ...target.credentials, secretAccessKey: 'x'.repeat(40) };
    expectProblem(await call('POST', post, { body: order(), credentials }), 403, 'UNSIGNED');
  });
});
