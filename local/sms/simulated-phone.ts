import { SmsError } from './sms-error.ts';

/** What becomes of a message on its way to a phone: the last event of it. */
export type PhoneEvent = 'TEXT_DELIVERED' | 'TEXT_UNREACHABLE' | 'TEXT_BLOCKED';

/** What End User Messaging says in its events for each. */
export const phoneEvents: Readonly<
  Record<PhoneEvent, { readonly status: string; readonly description: string }>
> = {
  TEXT_DELIVERED: { status: 'DELIVERED', description: 'Message has been accepted by phone' },
  TEXT_UNREACHABLE: {
    status: 'UNREACHABLE',
    description: 'Phone is currently unreachable/unavailable',
  },
  TEXT_BLOCKED: { status: 'BLOCKED', description: 'Phone carrier has blocked this message' },
};

const simulated = /^\+1555010\d\d(\d\d)$/;

/**
 * The numbers +1555010xxxx are nobody's, and here each has a fate: those that end in 99 are unreachable,
 * in 98 blocked by their carrier, in 97 opted out, in 96 beyond the rate for ever. All else that has a
 * number is delivered to the outbox.
 *
 * @throws for 97 and 96, as End User Messaging refuses the call itself.
 */
export const fateOf = (phoneNumber: string): PhoneEvent => {
  switch (simulated.exec(phoneNumber)?.[1]) {
    case '99':
      return 'TEXT_UNREACHABLE';
    case '98':
      return 'TEXT_BLOCKED';
    case '97':
      throw new SmsError('ConflictException', 'The destination phone number has opted out.', {
        Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
        ResourceType: 'opt-out-list',
      });
    case '96':
      throw new SmsError('ThrottlingException', 'Rate exceeded');
    default:
      return 'TEXT_DELIVERED';
  }
};
