import type { ChannelName } from './channel.ts';

/** What AWS asks for one unit, in US dollars (us-east-1, November 2026), and where that is written. */
interface Price {
  readonly usdPerMillion: number;
  readonly unit: string;
  readonly source: string;
}

/**
 * What delivering by a channel costs, without Herald's own steps. SMS has no price here: AWS asks another
 * one for every country, and carriers add their fees.
 */
const prices: Readonly<Record<ChannelName, Price>> = {
  EMAIL: { usdPerMillion: 100, unit: 'mail', source: 'https://aws.amazon.com/ses/pricing/' },
  PUSH: { usdPerMillion: 0.5, unit: 'push message', source: 'https://aws.amazon.com/sns/pricing/' },
  IN_APP: {
    usdPerMillion: 0.625,
    unit: 'table write of 1 KB',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  WEBHOOK: {
    usdPerMillion: 0,
    unit: 'call; what leaves AWS is paid for by the GB',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  },
};

/** Channels by the price of one unit; those without a price last, and those of one price as they came. */
export const cheapestFirst = (channels: readonly ChannelName[]): readonly ChannelName[] =>
  channels.toSorted(
    (one, other) =>
      (prices[one]?.usdPerMillion ?? Number.MAX_VALUE) -
      (prices[other]?.usdPerMillion ?? Number.MAX_VALUE),
  );

/** What a delivery is expected to cost, and how that was reckoned. */
export interface CostEstimate {
  /** Null where it cannot be known; `basis` says why. */
  readonly amount: number | null;
  readonly currency: 'USD';
  readonly basis: string;
}

/** Estimates a delivery of so many units: mails, push messages, table writes, parts of an SMS. */
export const estimateCost = (channel: ChannelName, units: number): CostEstimate => {
  if (channel === 'SMS') {
    const basis =
      `${units} SMS ${units === 1 ? 'part' : 'parts'}, each at the price of the recipient's country and ` +
      'carrier: https://aws.amazon.com/end-user-messaging/pricing/';
    return { amount: null, currency: 'USD', basis };
  }
  const price = prices[channel];
  if (price === undefined) {
    return { amount: null, currency: 'USD', basis: `Nobody has said what ${channel} costs.` };
  }
  const { usdPerMillion, unit, source } = price;
  return {
    // Without the noise of binary fractions.
    amount: Number(((units * usdPerMillion) / 1_000_000).toPrecision(6)),
    currency: 'USD',
    basis: `${units} x $${usdPerMillion} per million, per ${unit}: ${source}`,
  };
};
