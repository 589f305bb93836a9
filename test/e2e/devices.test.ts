import { describe, expect, test } from 'vitest';
import { expectProblem, makeUser, uniqueLabel } from './herald.ts';
import { needs } from './needs.ts';
import { call } from './signed-call.ts';

describe('a device', () => {
  needs('push')('is registered, renewed, listed and forgotten', async () => {
    const { userId } = await makeUser();
    const path = `/users/${userId}/devices/phone`;
    const [first, second] = [uniqueLabel('token'), uniqueLabel('token')];

    const made = await call('PUT', path, { body: { platform: 'FCM', token: first } });
    const renewed = await call('PUT', path, { body: { platform: 'FCM', token: second } });
    const read = await call('GET', path);
    const listed = await call('GET', `/users/${userId}/devices`);
    const forgotten = await call('DELETE', path);

    const device = { deviceId: 'phone', platform: 'FCM', token: second };
    expect(made, made.text).toMatchObject({ status: 201, body: { token: first } });
    expect(renewed, renewed.text).toMatchObject({ status: 200, body: device });
    expect(read).toMatchObject({ status: 200, body: device });
    expect(listed.body).toEqual({ items: [device] });
    expect(forgotten.status).toBe(204);
    expectProblem(await call('GET', path), 404, 'NOT_FOUND');
    expect((await call('GET', `/users/${userId}/devices`)).body).toEqual({ items: [] });
  });

  needs('push')('moves to who registers it last', async () => {
    const [one, other] = [await makeUser(), await makeUser()];
    const body = { platform: 'APNS', token: uniqueLabel('token') };

    await call('PUT', `/users/${one.userId}/devices/tablet`, { body });
    const moved = await call('PUT', `/users/${other.userId}/devices/tablet`, { body });

    expect(moved, moved.text).toMatchObject({ status: 201 });
    expect((await call('GET', `/users/${one.userId}/devices`)).body).toEqual({ items: [] });
  });

  test('of a kind that is none is refused', async () => {
    const { userId } = await makeUser();
    const answer = await call('PUT', `/users/${userId}/devices/phone`, {
      body: { platform: 'PAGER', token: 'x' },
    });
    expectProblem(answer, 400, 'INVALID_REQUEST');
  });

  test('that nobody registered cannot be sent to', async () => {
    const answer = await call('POST', '/notifications/send', {
      body: {
        templateId: 'WELCOME',
        recipientType: 'DEVICE_TOKEN',
        recipientIdentifier: uniqueLabel('token'),
        data: {},
      },
    });
    expectProblem(answer, 400, 'INVALID_REQUEST');
  });
});
