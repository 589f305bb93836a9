import * as z from 'zod';
import type { Report } from '#local/outbox/outbox.ts';
import type { SendingAccount, SesEventType } from './sending-account.ts';
import type { MailNotes } from './ses-event.ts';

/** Whose reports the outbox keeps them as. */
export const sesSource = 'ses';

/** An event on its way to a topic. */
export const EventReport = z.object({ topicArn: z.string(), event: z.unknown() });
export type EventReport = z.infer<typeof EventReport>;

/** An event for every topic that its configuration set sends it to. */
export const reportsOf = (
  account: SendingAccount,
  { configurationSet, mail }: MailNotes,
  type: SesEventType,
  content: Readonly<Record<string, unknown>>,
): readonly Report[] =>
  account.topicsFor(configurationSet, type).map((topicArn) => {
    const body: EventReport = { topicArn, event: { eventType: type, mail, ...content } };
    return { source: sesSource, body };
  });
