import type { Channel } from '#functions/channels/channel.ts';

/** EMAIL, by Amazon SES. */
export const email: Channel = {
  name: 'EMAIL',
  slug: 'email',
  content: {
    subject: { format: 'line', required: true },
    preheader: { format: 'line', required: false },
    html: { format: 'html', required: true },
    /** Instead of HTML: MJML, compiled when it is published, or built into a function. */
    mjml: { format: 'html', required: false },
    text: { format: 'text', required: true },
  },
  addressesOf: (recipient) => {
    if (recipient.kind === 'address') return recipient.type === 'EMAIL' ? [recipient.address] : [];
    return recipient.kind === 'user' && recipient.profile.email ? [recipient.profile.email] : [];
  },
};
