import type { Channel } from '#functions/channels/channel.ts';

/** PUSH: to every device of a person, by FCM or APNs, through the platform endpoints of Amazon SNS. */
export const push: Channel = {
  name: 'PUSH',
  slug: 'push',
  content: {
    title: { format: 'line', required: true },
    body: { format: 'text', required: true },
    /** The URL of a picture. */
    image: { format: 'line', required: false },
    /** What a tap opens: a deep link, or a page. */
    link: { format: 'line', required: false },
    /** The name of a set of buttons that the app has registered: an action category of APNs, data elsewhere. */
    actions: { format: 'line', required: false },
    /** What the app is told besides, as lines of `key: value`. */
    data: { format: 'text', required: false },
    /** A later message with the same key takes the place of an earlier one. */
    collapseKey: { format: 'line', required: false },
  },
  addressesOf: (recipient) =>
    recipient.kind === 'user' ? recipient.profile.devices.map(({ token }) => token) : [],
};
