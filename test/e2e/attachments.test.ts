import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import {
  expectProblem,
  send,
  sentStatuses,
  uniqueAddress,
  uniqueLabel,
  waitForStatus,
} from './herald.ts';
import { needs, target } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';
import { waitFor } from './wait-for.ts';

const bucket = 'herald-attachments';
const client = new S3Client({
  region: target.region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  ...(target.s3Url === undefined ? {} : { endpoint: target.s3Url }),
});

const put = async (key: string, content: Uint8Array | string, contentType = 'application/pdf') => {
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: contentType }),
  );
  return { bucket, key, filename: 'invoice.pdf' };
};

const orderTo = (recipientIdentifier: string, attachments: readonly object[]) => ({
  templateId: 'ORDER_CONFIRMATION',
  recipientType: 'EMAIL',
  recipientIdentifier,
  data: { orderId: '1', customerName: 'Ada', orderTotal: '$5' },
  priority: 'HIGH',
  attachments,
});

const keyOf = (name: string) => `${uniqueLabel('invoices')}/${name}`;

/** What a delivery came to once it is at rest. */
const endOf = async (notificationId: string) =>
  (await waitForStatus(notificationId, [...sentStatuses, 'FAILED'])).deliveries[0];

needs('outbox', 'attachments')(
  'files go with a mail, as they lie in S3 when it is sent',
  async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    const key = keyOf('a b+ü.pdf');
    const invoice = await put(key, bytes);
    const terms = {
      ...(await put(keyOf('terms'), 'Be kind.')),
      filename: 'Bedingungen für Käufer.txt',
    };
    const address = uniqueAddress();
    const { notificationId } = await send(
      orderTo(address, [invoice, { ...terms, contentType: 'text/plain' }]),
    );
    expect(await endOf(notificationId)).toMatchObject({ channel: 'EMAIL', attempts: 1 });

    const mail = await waitForMail(address);
    expect(mail.attachments).toEqual([
      { filename: 'invoice.pdf', contentType: 'application/pdf', bytes: 50_000 },
      { filename: 'Bedingungen für Käufer.txt', contentType: 'text/plain', bytes: 8 },
    ]);
    const pageUrl = `${target.outboxUrl}/messages/${mail.id}`;
    const file = await fetch(`${pageUrl}/attachments/1`);
    expect(file.headers.get('content-disposition')).toContain('invoice.pdf');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
    expect((await fetch(`${pageUrl}/attachments/3`)).status).toBe(404);
    expect(await (await fetch(pageUrl)).text()).toContain('Bedingungen für Käufer.txt');
    const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    expect(object.ContentType).toBe('application/pdf');
  },
);

needs('attachments')(
  'a file that is not there, or too large, fails the mail for good',
  async () => {
    const there = await put(keyOf('there'), 'x');
    const missing = { bucket, key: keyOf('missing'), filename: 'a.pdf' };
    const large = await put(keyOf('large'), new Uint8Array(10 * 1024 * 1024));
    const [gone, tooLarge] = await Promise.all([
      send(orderTo(uniqueAddress(), [there, missing])),
      send(orderTo(uniqueAddress(), [there, large])),
    ]);
    expect(await endOf(gone.notificationId)).toMatchObject({
      status: 'FAILED',
      // S3 tells the two apart to those alone who may list the bucket.
      reason: expect.stringMatching(/^ATTACHMENT_(MISSING|FORBIDDEN)$/),
    });
    expect(await endOf(tooLarge.notificationId)).toMatchObject({
      status: 'FAILED',
      reason: 'CONTENT_TOO_LARGE',
    });
  },
);

needs(
  'outbox',
  'attachments',
  'outages',
)('a mail waits, unclaimed, while S3 is out', async () => {
  const outage = (seconds: number) =>
    fetch(`${target.controlUrl}/outages`, {
      method: 'POST',
      body: JSON.stringify({ service: 's3', seconds }),
    });
  const invoice = await put(keyOf('later'), 'x');
  const address = uniqueAddress();
  await outage(3_600);
  try {
    const { notificationId } = await send(orderTo(address, [invoice]));
    const waiting = await waitFor('a delivery that waits for S3', async () => {
      const { body } = await call('GET', `/notifications/${notificationId}/status`);
      const { deliveries } = body as { deliveries?: readonly { reason?: string }[] };
      return deliveries?.find(({ reason }) => reason === 'ATTACHMENT_UNAVAILABLE');
    });
    expect(waiting).toMatchObject({ status: 'RETRYING', attempts: 0 });
    await outage(0);
    expect(await endOf(notificationId)).toMatchObject({ attempts: 1 });
    expect((await waitForMail(address)).attachments).toHaveLength(1);
  } finally {
    await outage(0);
  }
});

needs('attachments')('what may not be attached is refused at the door, by its place', async () => {
  const file = { bucket, key: 'a', filename: 'a.pdf' };
  const refused = (attachments: readonly object[]) =>
    call('POST', '/notifications/send', { body: orderTo(uniqueAddress(), attachments) });
  const answers = await Promise.all([
    refused([file, { ...file, bucket: 'somebody-elses' }]),
    refused([{ ...file, filename: '../a.pdf' }]),
    refused([{ ...file, filename: 'a.pdf.exe' }]),
    refused([{ ...file, contentType: 'pdf\r\nBcc: a@example.com' }]),
    refused(Array.from({ length: 11 }, () => file)),
  ]);
  const pointers = answers.map((answer) =>
    expectProblem(answer, 400, 'INVALID_REQUEST').errors?.map(({ pointer }) => pointer),
  );
  expect(pointers).toEqual([
    ['/attachments/1/bucket'],
    ['/attachments/0/filename'],
    ['/attachments/0/filename'],
    ['/attachments/0/contentType'],
    ['/attachments'],
  ]);
});

needs('outbox', 'attachments')('the files of a template go with every mail of it', async () => {
  const templateId = uniqueLabel('TERMS').toUpperCase().replaceAll('-', '_');
  const terms = { ...(await put(keyOf('terms'), 'Be kind.')), filename: 'terms.pdf' };
  const draftWith = (place: string) => ({
    category: 'orders',
    dataSchema: { type: 'object', properties: {}, additionalProperties: false },
    sample: {},
    attachments: [{ ...terms, bucket: place }],
    content: { default: { EMAIL: { subject: 'Our terms', html: '<p>They are attached.</p>' } } },
  });
  const path = `/templates/${templateId}`;
  const wrong = await call('PUT', `${path}/draft`, { body: draftWith('somebody-elses') });
  expect(wrong.body).toMatchObject({
    problems: [{ pointer: '/attachments/0/bucket', code: 'UNKNOWN_BUCKET' }],
  });
  await call('PUT', `${path}/draft`, { body: draftWith(bucket) });
  expect((await call('POST', `${path}/publish`, {})).status).toBe(200);
  const address = uniqueAddress();
  const own = { ...(await put(keyOf('own'), 'x')), filename: 'own.pdf' };
  const body = { ...orderTo(address, [own]), templateId, data: {} };
  const { notificationId } = await send(body);
  await waitForStatus(notificationId);
  expect((await waitForMail(address)).attachments?.map(({ filename }) => filename)).toEqual([
    'terms.pdf',
    'own.pdf',
  ]);
});
