import type { Endpoints } from './endpoints.ts';

const orderConfirmation = {
  templateId: 'ORDER_CONFIRMATION',
  recipientType: 'EMAIL',
  recipientIdentifier: 'user@example.com',
  data: { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' },
  priority: 'HIGH',
  channels: ['EMAIL', 'IN_APP'],
} as const;

/** What `npm start` says once everything runs: where it is, and a first call to paste. */
export const welcome = (endpoints: Endpoints, dataDir: string, startedInMs: number): string => {
  const { apiUrl, publicUrl, region, accessKeyId, secretAccessKey } = endpoints;
  const rows = [
    ['API', `${apiUrl}   (AWS Signature Version 4, ${region}, execute-api)`],
    ...(publicUrl === undefined ? [] : [['Links', publicUrl]]),
    ['Outbox', endpoints.outboxUrl],
    [
      'S3',
      `${endpoints.s3Url}   (files that go with mails: curl -T file URL/herald-attachments/key)`,
    ],
    ['Reference', endpoints.apiReferenceUrl],
    ['Clock', `${endpoints.controlUrl}/clock`],
    ['Access key', accessKeyId],
    ['Secret', secretAccessKey],
    ['Data', `${dataDir}   (npm start -- --fresh begins anew)`],
  ];
  return `
Herald runs on this machine. It started in ${(startedInMs / 1000).toFixed(1)} s.

${rows.map(([name = '', value = '']) => `  ${name.padEnd(11)} ${value}`).join('\n')}

Send an order confirmation, then look into the outbox:

  curl --aws-sigv4 'aws:amz:${region}:execute-api' --user '${accessKeyId}:${secretAccessKey}' \\
    -H 'content-type: application/json' \\
    -d '${JSON.stringify(orderConfirmation)}' \\
    ${apiUrl}/notifications/send

Ctrl-C stops it; everything accepted is kept.
`;
};
