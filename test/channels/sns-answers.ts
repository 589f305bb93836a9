import type { ProviderAnswer } from './fake-provider.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** A refusal of SNS: the query protocol, XML out of form fields. */
export const snsError = (status: number, code: string, text: string): ProviderAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body:
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>${text}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

/** What SNS answers to a message that it takes. */
export const snsPublished = (messageId: string): ProviderAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body:
    `<PublishResponse xmlns="${namespace}"><PublishResult>` +
    `<MessageId>${messageId}</MessageId></PublishResult></PublishResponse>`,
});
