import type { ChannelName } from '#core/channel.ts';

/** What a template says a marker with, and how often it is sent. */
export interface Mailing {
  readonly templateId: string;
  readonly weight: number;
  readonly category: string;
  readonly channels: readonly ChannelName[];
  /** Whether it reaches people in their quiet hours. */
  readonly isUrgent?: boolean;
  readonly mustNotRepeat?: boolean;
  readonly data: (marker: string) => Readonly<Record<string, unknown>>;
}

const all = ['EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WEBHOOK'];

const mailings: readonly Mailing[] = [
  {
    templateId: 'ORDER_CONFIRMATION',
    category: 'orders',
    weight: 30,
    channels: all,
    data: (orderId) => ({ orderId, customerName: 'Ada Lovelace', orderTotal: '$49.99' }),
  },
  {
    templateId: 'ORDER_SHIPPED',
    category: 'orders',
    weight: 15,
    channels: all,
    data: (orderId) => ({
      orderId,
      customerName: 'Ada Lovelace',
      carrier: 'Parcel Express',
      trackingNumber: 'PX 4402 7731',
      trackingUrl: 'https://parcel.example/track/PX44027731',
    }),
  },
  {
    templateId: 'ONE_TIME_CODE',
    category: 'one-time-codes',
    weight: 15,
    channels: ['EMAIL', 'SMS', 'PUSH'],
    isUrgent: true,
    mustNotRepeat: true,
    data: (code) => ({ code, expiresInMinutes: 10 }),
  },
  {
    templateId: 'PASSWORD_RESET',
    category: 'one-time-codes',
    weight: 5,
    channels: ['EMAIL', 'SMS'],
    isUrgent: true,
    mustNotRepeat: true,
    data: (marker) => ({
      resetUrl: `https://www.example.com/reset-password?token=${marker}`,
      expiresInMinutes: 30,
    }),
  },
  {
    templateId: 'WELCOME',
    category: 'account',
    weight: 10,
    channels: ['EMAIL', 'PUSH', 'IN_APP'],
    data: (customerName) => ({ customerName, startUrl: 'https://www.example.com/start' }),
  },
  {
    templateId: 'SECURITY_ALERT',
    category: 'security',
    weight: 10,
    channels: all,
    isUrgent: true,
    data: (marker) => ({
      event: `New sign-in ${marker}`,
      happenedAt: '2026-11-23T08:04:00Z',
      secureAccountUrl: 'https://www.example.com/account/security',
    }),
  },
  {
    templateId: 'HOLIDAY_PROMOTION',
    category: 'promotions',
    weight: 15,
    channels: ['EMAIL', 'SMS', 'PUSH', 'IN_APP'],
    data: (discountCode) => ({
      customerName: 'Ada Lovelace',
      discount: '20%',
      discountCode,
      endsOn: '2026-12-24',
      shopUrl: 'https://www.example.com/holidays',
    }),
  },
];

/** Each as often as it is sent. */
export const weightedMailings = mailings.flatMap((mailing) =>
  Array<Mailing>(mailing.weight).fill(mailing),
);

/** The channels that a template speaks by. */
export const channelsOfTemplate = (templateId: string): readonly ChannelName[] =>
  mailings.find((mailing) => mailing.templateId === templateId)?.channels ?? [];

/** Whether it waits for the end of a person's quiet hours. */
export const isHeldInQuietHours = (record: Sent): boolean => !isUrgent(record);

interface Sent {
  readonly templateId: string;
  readonly priority: string;
}

/** Whether it passes quiet hours and limits. */
export const isUrgent = ({ templateId, priority }: Sent): boolean =>
  priority === 'CRITICAL' ||
  mailings.some((mailing) => mailing.templateId === templateId && mailing.isUrgent === true);
