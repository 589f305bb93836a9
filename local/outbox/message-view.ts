import type { Fate, OutboxMessage } from './outbox-message.ts';

/** A piece of text; with `href` it leads somewhere. */
export interface TextPiece {
  readonly text: string;
  readonly href?: string;
}

const fates: Readonly<Record<Fate, string>> = {
  DELIVERED: 'Delivered',
  BOUNCED: 'Bounced',
  COMPLAINED: 'Marked as spam',
  FAILED: 'Not delivered',
};
const platforms: Readonly<Record<string, string>> = {
  FCM: 'Android or web',
  APNS: 'iPhone or iPad',
};
const day = new Intl.DateTimeFormat('en', { dateStyle: 'full' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const size = new Intl.NumberFormat('en', {
  style: 'unit',
  unit: 'kilobyte',
  maximumFractionDigits: 1,
});
const snippetLength = 160;

/** The address of a message's own page. */
export const pathOf = (id: string): string => `/messages/${encodeURIComponent(id)}`;

/** A message in the words of the pages: nothing in it is markup. */
export const viewOf = (message: OutboxMessage) => {
  const { channel, id, to, from, subject, title, html, text = '', fate, platform } = message;
  const sentAt = new Date(message.sentAt);
  return {
    channel,
    path: pathOf(id),
    to,
    from,
    heading: subject || title || `${channel === 'SMS' ? 'SMS' : 'Message'} to ${to}`,
    title,
    hasHtml: html !== undefined,
    text,
    /** For where a whole text has no room. */
    snippet: text.replaceAll(/\s+/g, ' ').trim().slice(0, snippetLength),
    pieces: piecesOf(text),
    link: message.link === undefined ? undefined : piecesOf(message.link),
    actions: (message.actions ?? []).map(({ label, link }) => ({ label, link: piecesOf(link) })),
    platform: platform === undefined ? undefined : (platforms[platform] ?? platform),
    sentAt: message.sentAt,
    day: day.format(sentAt),
    time: time.format(sentAt),
    fate,
    fateName: fates[fate],
    isRead: message.readAt !== undefined,
    facts: factsOf(message),
    headers: Object.entries(message.headers ?? {}),
    attachments: (message.attachments ?? []).map(({ filename, contentType, bytes }, position) => ({
      filename,
      about: `${contentType}, ${bytes < 1024 ? `${bytes} bytes` : size.format(bytes / 1024)}`,
      path: `${pathOf(id)}/attachments/${position + 1}`,
    })),
  };
};
export type MessageView = ReturnType<typeof viewOf>;

/** Cuts web addresses out of a text, less the punctuation behind them. */
export const piecesOf = (text: string): readonly TextPiece[] =>
  text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}])/)
    .map((piece, index) =>
      index % 2 === 1 && URL.canParse(piece) ? { text: piece, href: piece } : { text: piece },
    )
    .filter((piece) => piece.text !== '');

function factsOf(message: OutboxMessage): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Reason', message.detail],
    ['From', message.from],
    ['To', message.to],
    ['Platform', message.platform],
    ['Read', message.readAt],
    ['Notification', message.notificationId],
    ['Delivery', message.deliveryId],
    ['Message', message.id],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
