import type { Channel } from '#functions/channels/channel.ts';

/** IN_APP: an item in the person's inbox, which the company's own apps show. */
export const inApp: Channel = {
  name: 'IN_APP',
  slug: 'in-app',
  content: {
    title: { format: 'line', required: true },
    body: { format: 'text', required: true },
    link: { format: 'line', required: false },
    /** Two buttons at most, each with what it says and where it leads. */
    actionLabel: { format: 'line', required: false },
    actionLink: { format: 'line', required: false },
    otherActionLabel: { format: 'line', required: false },
    otherActionLink: { format: 'line', required: false },
  },
  addressesOf: (recipient) => (recipient.kind === 'user' ? [recipient.profile.userId] : []),
};
