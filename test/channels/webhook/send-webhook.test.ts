import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Profile } from '#core/recipient.ts';
import type { Sending } from '#functions/channels/channel.ts';
import { createSendWebhook } from '#functions/channels/webhook/send-webhook.ts';
import { type Network, publicInternet } from '#functions/webhooks/connect-to.ts';
import { certificate, certifiedName } from '../../webhooks/certificate.ts';
import { type Receiver, startReceiver, startSocketReceiver } from '../../webhooks/receiver.ts';

const now = Date.parse('2026-11-23T11:00:00.000Z');
const open: Receiver[] = [];
const keep = async (receiver: Promise<Receiver>) => {
  const kept = await receiver;
  open.push(kept);
  return kept;
};
afterEach(() => Promise.all(open.splice(0).map((receiver) => receiver.close())));

/** Answers one list of addresses after the other, the last one for ever; only 127.0.0.1 may be called. */
const networkOf = (...answers: readonly (readonly string[])[]) => {
  const asked: string[] = [];
  const network: Network = {
    resolve: async (hostname) => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(hostname);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
    isAllowed: (address) => address === '127.0.0.1',
  };
  return { network, asked };
};

interface Options {
  readonly network?: Network;
  readonly profile?: Partial<Profile>;
  readonly readMasterSecret?: () => Promise<string>;
  readonly sending?: Partial<Sending>;
}

const sendTo = (address: string, options: Options = {}) => {
  const profile = Profile.parse({
    userId: 'ada',
    webhookUrl: address,
    createdAt: 'x',
    updatedAt: 'x',
    ...options.profile,
  });
  const send = createSendWebhook({
    findProfile: async (userId) => (userId === profile.userId ? profile : undefined),
    readMasterSecret: options.readMasterSecret ?? (async () => 'a master secret'),
    allowLoopback: true,
    now: () => now,
    timeoutMs: 200,
    ...(options.network === undefined ? {} : { network: options.network }),
  });
  return send({
    deliveryId: 'ntf_1-WEBHOOK-x',
    notificationId: 'ntf_1',
    address,
    templateId: 'ORDER_SHIPPED',
    category: 'orders',
    userId: 'ada',
    expiresAt: now + 86_400_000,
    acceptedAt: now - 60_000,
    content: { title: 'On its way', body: 'Your order is on its way.' },
    ...options.sending,
  });
};

const urlOf = ({ port }: Receiver) => `http://127.0.0.1:${port}/hook?key=k1`;

describe('what is posted', () => {
  test('says what happened, to whom and when, under the id of the delivery', async () => {
    const bodies: unknown[] = [];
    const heads: unknown[] = [];
    const receiver = await keep(
      startReceiver((request, response) => {
        heads.push(request.headers);
        request.setEncoding('utf8').on('data', (text) => bodies.push(JSON.parse(text)));
        request.on('end', () => response.writeHead(200).end());
      }),
    );
    expect(await sendTo(urlOf(receiver))).toEqual({
      kind: 'sent',
      provider: 'WEBHOOK',
      providerMessageId: 'ntf_1-WEBHOOK-x',
    });
    expect(receiver.requests).toEqual([`POST 127.0.0.1:${receiver.port}/hook?key=k1`]);
    expect(heads[0]).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'ntf_1-WEBHOOK-x',
      'webhook-timestamp': String(now / 1000),
    });
    expect(bodies).toEqual([
      {
        type: 'ORDER_SHIPPED',
        timestamp: '2026-11-23T10:59:00.000Z',
        data: {
          notificationId: 'ntf_1',
          deliveryId: 'ntf_1-WEBHOOK-x',
          userId: 'ada',
          category: 'orders',
          title: 'On its way',
          body: 'Your order is on its way.',
        },
      },
    ]);
  });

  test('carries a signature for each secret of a rotation under way', async () => {
    const signatures: unknown[] = [];
    const receiver = await keep(
      startReceiver((request, response) => {
        signatures.push(String(request.headers['webhook-signature']).split(' ').length);
        response.end();
      }),
    );
    const webhookSecret = { newest: 2, oldest: 1, overlapsUntil: now + 1 };
    await sendTo(urlOf(receiver), { profile: { webhookSecret } });
    await sendTo(urlOf(receiver), {
      profile: { webhookSecret: { ...webhookSecret, overlapsUntil: now } },
    });
    expect(signatures).toEqual([2, 1]);
  });
});

describe('whom it does not call', () => {
  test('nobody for what expired while the secret was read', async () => {
    const receiver = await keep(startReceiver((_, response) => response.end()));
    const outcome = await sendTo(urlOf(receiver), { sending: { expiresAt: now } });
    expect(outcome).toEqual({ kind: 'expired' });
    expect(receiver.requests).toEqual([]);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata of the cloud', ['169.254.169.254']],
    ['this machine', ['127.0.0.1']],
    ['this machine by IPv6', ['::1', '::ffff:127.0.0.1']],
  ])('a name that leads to %s', async (_, addresses) => {
    const receiver = await keep(startReceiver());
    const { network } = networkOf(addresses);
    const outcome = await sendTo(`https://rebind.example:${receiver.port}/`, {
      network: { ...network, isAllowed: publicInternet.isAllowed },
    });
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'INVALID_ADDRESS' });
    expect(JSON.stringify(outcome)).not.toMatch(/rebind|10\.0|169\.254|127\.0/);
    expect(receiver.connections()).toBe(0);
  });

  test.each(['https://10.0.0.1/', 'https://[::1]/', 'https://localhost/', 'http://127.1.2.3/'])(
    '%s, without a look-up',
    async (address) => {
      const { network, asked } = networkOf(['127.0.0.1']);
      const outcome = await sendTo(address, { network });
      expect(outcome).toMatchObject({ kind: 'rejected', reason: 'INVALID_ADDRESS' });
      expect(asked).toEqual([]);
    },
  );

  test('a user who is gone, or who has another webhookUrl by now', async () => {
    const receiver = await keep(startReceiver());
    const refused = { kind: 'rejected', reason: 'INVALID_ADDRESS' };
    const url = urlOf(receiver);
    expect(await sendTo(url, { profile: { userId: 'bob' } })).toMatchObject(refused);
    expect(await sendTo(url, { profile: { webhookUrl: `${url}2` } })).toMatchObject(refused);
    expect(receiver.connections()).toBe(0);
  });

  test('where a redirect leads', async () => {
    const elsewhere = await keep(startReceiver());
    const receiver = await keep(
      startReceiver((_, response) => response.writeHead(307, { location: urlOf(elsewhere) }).end()),
    );
    expect(await sendTo(urlOf(receiver))).toEqual({
      kind: 'rejected',
      reason: 'PROVIDER_REJECTED',
      detail: 'HTTP 307: redirects are not followed',
    });
    expect(elsewhere.connections()).toBe(0);
  });
});

describe('by TLS', () => {
  const trusted = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...trusted, certificate.cert]));
  afterAll(() => setDefaultCACertificates(trusted));

  test('looks a name up once and calls what it checked, whatever the name leads to next', async () => {
    const receiver = await keep(startReceiver(undefined, true));
    const { network, asked } = networkOf(['127.0.0.1'], ['10.0.0.1']);
    const outcome = await sendTo(`https://${certifiedName}:${receiver.port}/hook`, { network });
    expect(outcome.kind).toBe('sent');
    expect(asked).toEqual([certifiedName]);
    expect(receiver.requests).toEqual([`POST ${certifiedName}:${receiver.port}/hook`]);
  });

  test('of several addresses calls only those that it may', async () => {
    const receiver = await keep(startReceiver(undefined, true));
    const { network } = networkOf(['127.0.0.2', '::1', '127.0.0.1', '10.0.0.1']);
    const outcome = await sendTo(`https://${certifiedName}:${receiver.port}/`, { network });
    expect(outcome.kind).toBe('sent');
  });

  test('tells nothing to whoever cannot prove the name', async () => {
    const receiver = await keep(startReceiver(undefined, true));
    const { network } = networkOf(['127.0.0.1']);
    const outcome = await sendTo(`https://other.example:${receiver.port}/`, { network });
    expect(outcome).toEqual({
      kind: 'refused-for-now',
      reason: 'PROVIDER_UNAVAILABLE',
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(receiver.requests).toEqual([]);
  });

  test('knows that nothing was sent when the handshake hangs', async () => {
    const receiver = await keep(startSocketReceiver(() => {}));
    const { network } = networkOf(['127.0.0.1']);
    const outcome = await sendTo(`https://${certifiedName}:${receiver.port}/`, { network });
    expect(outcome).toMatchObject({ kind: 'refused-for-now', detail: 'TimeoutError' });
  });
});

describe('when nothing can be sent', () => {
  const refused = { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE' };

  test('tries again later if the name cannot be found', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    };
    const network = { ...publicInternet, resolve };
    const outcome = await sendTo('https://hooks.partner.example/', { network });
    expect(outcome).toEqual({ ...refused, detail: 'ENOTFOUND' });
  });

  test('tries again later if the name is not found in time', async () => {
    const network = { ...publicInternet, resolve: () => new Promise<never>(() => {}) };
    const outcome = await sendTo('https://hooks.partner.example/', { network });
    expect(outcome).toEqual({ ...refused, detail: 'TimeoutError' });
  });

  test('tries again later if the secret cannot be read', async () => {
    const receiver = await keep(startReceiver());
    const readMasterSecret = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    const outcome = await sendTo(urlOf(receiver), { readMasterSecret });
    expect(outcome).toEqual({ ...refused, detail: 'AccessDeniedException' });
    expect(receiver.connections()).toBe(0);
  });
});

describe('once the request is under way', () => {
  test.each([
    ['hangs', () => {}, 'TimeoutError'],
    ['hangs up', (socket: { destroy(): void }) => socket.destroy(), 'ECONNRESET'],
    [
      'answers what is no HTTP',
      (socket: { write(text: string): void }) => socket.write('220 mail.example ESMTP\r\n'),
      'HPE_INVALID_CONSTANT',
    ],
  ])('may have sent when the receiver %s', async (_, act, detail) => {
    const receiver = await keep(
      startSocketReceiver((socket) => socket.once('data', () => act(socket))),
    );
    expect(await sendTo(urlOf(receiver))).toEqual({ kind: 'uncertain', detail });
  });

  test('believes a status, however long the body after it', async () => {
    const receiver = await keep(
      startReceiver((_, response) => {
        response.writeHead(200);
        const more = () => {
          if (!response.destroyed) response.write('x'.repeat(16_384), more);
        };
        more();
      }),
    );
    expect((await sendTo(urlOf(receiver))).kind).toBe('sent');
  });

  test('believes a status, though its body never ends', async () => {
    const receiver = await keep(
      startReceiver((_, response) => {
        response.writeHead(200).write('wait for it');
      }),
    );
    expect((await sendTo(urlOf(receiver))).kind).toBe('sent');
  });

  test.each([
    [200, 'sent', undefined],
    [202, 'sent', undefined],
    [204, 'sent', undefined],
    [301, 'rejected', 'PROVIDER_REJECTED'],
    [304, 'rejected', 'PROVIDER_REJECTED'],
    [400, 'rejected', 'PROVIDER_REJECTED'],
    [401, 'rejected', 'PROVIDER_REJECTED'],
    [404, 'rejected', 'PROVIDER_REJECTED'],
    [408, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [409, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [410, 'rejected', 'INVALID_ADDRESS'],
    [413, 'rejected', 'CONTENT_TOO_LARGE'],
    [422, 'rejected', 'PROVIDER_REJECTED'],
    [425, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [429, 'refused-for-now', 'PROVIDER_THROTTLED'],
    [500, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [501, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [502, 'uncertain', undefined],
    [503, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
    [504, 'uncertain', undefined],
    [599, 'refused-for-now', 'PROVIDER_UNAVAILABLE'],
  ])('takes HTTP %s for %s', async (status, kind, reason) => {
    const receiver = await keep(startReceiver((_, response) => response.writeHead(status).end()));
    const outcome = await sendTo(urlOf(receiver));
    expect({ reason: undefined, ...outcome }).toMatchObject({ kind, reason });
    expect(outcome).not.toHaveProperty('retryAfterSeconds');
  });

  test.each([
    [429, '120'],
    [503, '120'],
    [503, 'Mon, 23 Nov 2026 11:02:00 GMT'],
  ])('waits as long as HTTP %s asks by Retry-After: %s', async (status, header) => {
    const receiver = await keep(
      startReceiver((_, response) => response.writeHead(status, { 'retry-after': header }).end()),
    );
    expect(await sendTo(urlOf(receiver))).toMatchObject({ retryAfterSeconds: 120 });
  });
});

test('rejects more than 256 KB, counted as they are sent', async () => {
  const receiver = await keep(startReceiver());
  const content = { body: 'ü'.repeat(128 * 1024) };
  expect(await sendTo(urlOf(receiver), { sending: { content } })).toMatchObject({
    kind: 'rejected',
    reason: 'CONTENT_TOO_LARGE',
  });
  expect(receiver.connections()).toBe(0);
  const fits = { body: 'ü'.repeat(127 * 1024) };
  expect((await sendTo(urlOf(receiver), { sending: { content: fits } })).kind).toBe('sent');
});
