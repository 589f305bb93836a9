import type { Channel } from '#functions/channels/channel.ts';

/** WEBHOOK: a signed HTTPS POST to the URL of a person's, or a partner's, own system. */
export const webhook: Channel = {
  name: 'WEBHOOK',
  slug: 'webhook',
  content: {
    title: { format: 'line', required: false },
    body: { format: 'text', required: true },
  },
  addressesOf: (recipient) =>
    recipient.kind === 'user' && recipient.profile.webhookUrl ? [recipient.profile.webhookUrl] : [],
};
