import * as z from 'zod';
import { email } from '#functions/channels/email/channel.ts';
import { createSendEmail, createSes } from '#functions/channels/email/send-email.ts';
import { type ChannelHarness, describeChannelContract } from '../channel-contract.ts';
import { type ProviderAnswer, startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const SendEmail = z.object({
  Destination: z.object({ ToAddresses: z.array(z.string()).length(1) }),
});

/** SES v2 answers REST JSON; an error's name stands in a header. */
const errorOf = (status: number, name: string, message: string): ProviderAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: JSON.stringify({ message }),
});

const harness: ChannelHarness = {
  channel: email,
  provider: 'SES',
  address: 'ada@example.com',
  content: {
    subject: 'A subject told to nobody',
    html: '<p>Markup for her eyes</p>',
    text: 'Words for her eyes',
  },
  malformedAddress: 'ada-at-example.com',
  oversizedContent: { subject: 'Large', html: 'ü'.repeat(15_000_001), text: 'Large too' },
  start: () =>
    startFakeProvider({
      accept: ({ body }) => {
        const [address = ''] = SendEmail.parse(JSON.parse(body)).Destination.ToAddresses;
        if (!address.includes('@')) {
          return { answer: errorOf(400, 'BadRequestException', `Illegal address: ${address}`) };
        }
        const messageId = `0100-${crypto.randomUUID()}-000000`;
        const answer = { status: 200, body: JSON.stringify({ MessageId: messageId }) };
        return { answer, messageId };
      },
      reject: ({ body }) => errorOf(400, 'MessageRejected', `Email address not verified: ${body}`),
      throttle: () => errorOf(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
    }),
  createSend: ({ url, timeoutMs }) =>
    createSendEmail(
      createSes({ ...fakeAws, endpoint: url }),
      {
        provider: 'SES',
        sender: { from: 'Herald <herald@example.com>' },
        configurationSet: 'herald',
      },
      timeoutMs,
    ),
};

describeChannelContract(harness);
