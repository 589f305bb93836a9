import type { Outbox } from '#local/outbox/outbox.ts';
import type { Reader } from '#local/outbox/outbox-server.ts';
import { reportsOf } from './event-report.ts';
import type { SendingAccount } from './sending-account.ts';
import { MailNotes } from './ses-event.ts';
import { tagsOfLink } from './tags-of-link.ts';

/** What the reader of a mail does with it; of a mail that is unknown nothing is recorded. */
export interface Engagement {
  recordOpen(messageId: string, reader: Reader): void;
  /** `link` is where the mail itself leads, before anything was rewritten. */
  recordClick(messageId: string, link: string, reader: Reader): void;
}

interface EngagementDeps {
  readonly account: SendingAccount;
  readonly outbox: Outbox;
  readonly now: () => number;
}

/** Reports opens and clicks as SES does. */
export const createEngagement = ({ account, outbox, now }: EngagementDeps): Engagement => {
  const record = (
    messageId: string,
    type: 'Open' | 'Click',
    contentAt: (timestamp: string) => Readonly<Record<string, unknown>>,
  ) => {
    const notes = MailNotes.safeParse(outbox.notesOf(messageId));
    if (!notes.success) return;
    const content = contentAt(new Date(now()).toISOString());
    for (const report of reportsOf(account, notes.data, type, content)) outbox.addReport(report);
  };
  return {
    recordOpen: (messageId, { ip, userAgent }) =>
      record(messageId, 'Open', (timestamp) => ({ open: { timestamp, userAgent, ipAddress: ip } })),
    recordClick: (messageId, link, { ip, userAgent }) => {
      const linkTags = tagsOfLink(outbox.find(messageId)?.html ?? '', link);
      record(messageId, 'Click', (timestamp) => ({
        click: { ipAddress: ip, timestamp, userAgent, link, linkTags },
      }));
    },
  };
};
