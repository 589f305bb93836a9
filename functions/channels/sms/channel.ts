import type { Channel } from '#functions/channels/channel.ts';

/** SMS, by AWS End User Messaging or by Amazon SNS. */
export const sms: Channel = {
  name: 'SMS',
  slug: 'sms',
  content: {
    text: { format: 'text', required: true },
  },
  addressesOf: (recipient) => {
    if (recipient.kind === 'address')
      return recipient.type === 'PHONE_NUMBER' ? [recipient.address] : [];
    return recipient.kind === 'user' && recipient.profile.phoneNumber
      ? [recipient.profile.phoneNumber]
      : [];
  },
};
