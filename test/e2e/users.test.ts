import { describe, expect, test } from 'vitest';
import { User } from './contract.ts';
import { expectProblem, makeUser, orderFor, uniqueAddress, uniqueLabel } from './herald.ts';
import { call } from './signed-call.ts';

describe('a user', () => {
  test('is made, replaced, read and forgotten', async () => {
    const userId = uniqueLabel('user');
    const email = uniqueAddress(userId);
    const renamed = uniqueLabel('Ada L.');
    const fields = {
      username: uniqueLabel('Ada'),
      email,
      locale: 'en-GB',
      timeZone: 'Europe/London',
      attributes: { plan: 'gold', since: 2019, tags: ['a', { b: null }] },
    };

    const made = await call('PUT', `/users/${userId}`, { body: fields });
    const read = await call('GET', `/users/${userId}`);
    const replaced = await call('PUT', `/users/${userId}`, { body: { username: renamed, email } });
    const readAgain = await call('GET', `/users/${userId}`);
    const forgotten = await call('DELETE', `/users/${userId}`);
    const forgottenAgain = await call('DELETE', `/users/${userId}`);

    expect(made, made.text).toMatchObject({ status: 201 });
    expect(User.parse(made.body)).toMatchObject({ userId, ...fields });
    expect(read).toMatchObject({ status: 200, body: made.body });
    expect(replaced).toMatchObject({ status: 200 });
    const { createdAt, updatedAt, ...rest } = User.parse(readAgain.body);
    expect(rest).toEqual({ userId, username: renamed, email });
    expect(createdAt).toBe(User.parse(made.body).createdAt);
    expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(createdAt));
    expect(forgotten).toMatchObject({ status: 204, text: '' });
    expect(forgottenAgain.status).toBe(204);
    expectProblem(await call('GET', `/users/${userId}`), 404, 'NOT_FOUND');
    const sendToNobody = await call('POST', '/notifications/send', {
      body: orderFor({ recipientType: 'USER_ID', recipientIdentifier: userId }),
    });
    expectProblem(sendToNobody, 400, 'INVALID_REQUEST');
  });

  test('keeps an address to itself until it lets go of it', async () => {
    const { userId, email } = await makeUser();
    const other = uniqueLabel('other');
    const claim = () => call('PUT', `/users/${other}`, { body: { email: email.toUpperCase() } });

    const { errors } = expectProblem(await claim(), 409, 'ADDRESS_TAKEN');
    expect(errors).toMatchObject([{ pointer: '/email', code: 'ADDRESS_TAKEN' }]);
    expectProblem(await call('GET', `/users/${other}`), 404, 'NOT_FOUND');

    await call('PUT', `/users/${userId}`, { body: {} });
    expect((await claim()).status).toBe(201);
    await call('DELETE', `/users/${other}`);
    expect((await call('PUT', `/users/${userId}`, { body: { email } })).status).toBe(200);
  });

  test('that is refused claims nothing', async () => {
    const { email: taken } = await makeUser();
    const phoneNumber = `+1415${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    const refused = await call('PUT', `/users/${uniqueLabel('user')}`, {
      body: { phoneNumber, email: taken },
    });
    expectProblem(refused, 409, 'ADDRESS_TAKEN');

    const taker = await call('PUT', `/users/${uniqueLabel('user')}`, { body: { phoneNumber } });

    expect(taker, taker.text).toMatchObject({ status: 201, body: { phoneNumber } });
  });

  test('may have an id of any sign that its schema allows', async () => {
    for (const sign of ['.', '_', '@', ':', '+', '=', '~', '-']) {
      const userId = `${uniqueLabel('user')}${sign}x`;
      const path = `/users/${encodeURIComponent(userId)}`;
      const made = await call('PUT', path, { body: { username: userId } });
      expect(made, `${sign} ${made.text}`).toMatchObject({ status: 201, body: { userId } });
      expect(await call('GET', path)).toMatchObject({ status: 200, body: { userId } });
    }
  });

  test('is refused with a pointer to each field that does not fit', async () => {
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ email: 'no address' }, '/email'],
      [{ phoneNumber: '0123' }, '/phoneNumber'],
      [{ locale: '???' }, '/locale'],
      [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
      [{ username: '' }, '/username'],
      [{ attributes: [] }, '/attributes'],
      [{ nickname: 'A' }, '/nickname'],
      [{ userId: 'x' }, '/userId'],
    ];
    for (const [body, pointer] of cases) {
      const answer = await call('PUT', `/users/${uniqueLabel('user')}`, { body });
      const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
      expect(errors).toMatchObject([{ pointer }]);
    }
    const answer = await call('PUT', `/users/${encodeURIComponent('a b')}`, { body: {} });
    const { errors } = expectProblem(answer, 400, 'INVALID_REQUEST');
    expect(errors).toMatchObject([{ pointer: '/path/userId' }]);
  });
});
