import type { ChannelName } from '#core/channel.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { channelsOfTemplate } from '../actors/mailings.ts';
import {
  emailAt,
  everyToken,
  hasDeclined,
  isReachable,
  type Person,
  wasSteady,
} from '../actors/people.ts';
import type { Wish } from '../actors/wishes.ts';
import { type AddressBans, categoryAt } from './address-bans.ts';
import type { WorldEnd } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { Tale } from './tales.ts';

/** The last that happened to it itself; that it was sent again is no step of its own. */
const lastStepOf = ({ timeline }: NotificationRecord) =>
  timeline.findLast(({ event }) => event !== 'RESENT');

/** Whether a routed notification goes by exactly the channels that it has to, where that is certain. */
export const judgeRoute = (
  { notificationId }: Tale,
  record: NotificationRecord,
  wish: Wish,
  ledger: Ledger,
  { bans, stage }: WorldEnd,
): void => {
  if (record.status !== 'ROUTED') return;
  const lastAt = lastStepOf(record)?.at ?? record.createdAt;
  const { person } = wish;
  if (person !== undefined && !wasSteady(person, record.createdAt - 60_000, lastAt)) return;
  const expected = expectedChannels(wish, lastAt, bans);
  // Of people this is one of the changes to them.
  const identifier = String(wish.body.recipientIdentifier);
  const isInDoubt = (channel: ChannelName) =>
    [identifier, categoryAt(identifier, wish.category)].some(
      (address) =>
        bans.isBanned(channel, address, record.createdAt) !==
          bans.isBanned(channel, address, lastAt) || bans.isInDoubt(channel, address, lastAt),
    );
  // A push to a device that is gone removes it, behind everybody's back; so does it, or not yet, what SNS says later.
  const mayBeGone = (token: string) =>
    token.startsWith('gone') ||
    bans.isBanned('PUSH', token, lastAt) ||
    bans.isInDoubt('PUSH', token, lastAt);
  const deliveries = Object.values(record.deliveries ?? {});
  for (const channel of channelsOfTemplate(wish.templateId)) {
    const made = deliveries.filter(
      (delivery) => delivery.channel === channel && delivery.status !== 'SKIPPED',
    );
    const isMade = made.length > 0;
    // There is no room for it before it expires.
    const isLimited = record.decisions?.[channel]?.reason === 'RATE_LIMITED';
    if (isLimited && stage.limit !== undefined) continue;
    // It was not its turn any more.
    if (deliveries.some((one) => one.channel === channel && one.reason === 'FALLBACK_NOT_NEEDED'))
      continue;
    if (channel === 'PUSH' && person !== undefined && everyToken(person).some(mayBeGone)) continue;
    if (isMade === expected.has(channel) || isInDoubt(channel)) continue;
    const detail = isMade ? `${channel} must not be used` : `${channel} was left out`;
    ledger.breach('who hears it by which channel', detail, notificationId);
  }
};

function expectedChannels(
  { person, templateId, channels, category, recipientType, address, body }: Wish,
  at: number,
  bans: AddressBans,
): ReadonlySet<ChannelName> {
  const wanted = channelsOfTemplate(templateId).filter(
    (channel) => channels === undefined || channels.includes(channel),
  );
  const isTheirs =
    person !== undefined && (address === undefined || emailAt(person, at) === address);
  if (!isTheirs || person.deletedAt <= at)
    return new Set(
      wanted.filter(
        (channel) =>
          channel === channelOf(recipientType) &&
          !bans.isBanned(channel, String(body.recipientIdentifier), at) &&
          !bans.isBanned(channel, categoryAt(String(body.recipientIdentifier), category), at),
      ),
    );
  return new Set(
    wanted.filter(
      (channel) =>
        isReachable(person, channel, at) &&
        !hasDeclined(person, category, channel, at) &&
        !bans.isBanned(channel, addressOf(person, channel, at), at),
    ),
  );
}

/** Where they were written to, of the channels that an address can be suppressed for. */
function addressOf(person: Person, channel: ChannelName, at: number): string {
  if (channel === 'SMS') return person.phoneNumber ?? '';
  return channel === 'EMAIL' ? (emailAt(person, at) ?? '') : '';
}

/** Who is only an address is reached there alone. */
function channelOf(recipientType: string): ChannelName | undefined {
  if (recipientType === 'EMAIL') return 'EMAIL';
  return recipientType === 'PHONE_NUMBER' ? 'SMS' : undefined;
}
