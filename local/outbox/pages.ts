import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta/core';
import { type MessagePage, messagesPerPage } from './message-list.ts';
import { type MessageView, viewOf } from './message-view.ts';
import type { OutboxSearch } from './outbox.ts';
import { OutboxChannel, type OutboxMessage } from './outbox-message.ts';
import { searchPath } from './search-query.ts';

const folder = join(import.meta.dirname, 'pages');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What the pages look like. */
export const stylesheet = read('outbox.css');

const script = read('live.js.eta');

/** What a page may load: itself, its style, and the one script that it brings. */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const names: Readonly<Record<OutboxChannel, string>> = {
  EMAIL: 'Email',
  SMS: 'SMS',
  PUSH: 'Push',
  IN_APP: 'In-app',
};
const plurals: Readonly<Record<OutboxChannel, string>> = {
  EMAIL: 'emails',
  SMS: 'SMS messages',
  PUSH: 'push messages',
  IN_APP: 'in-app messages',
};
const icon = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#4a78e0" stroke-width="2"><path d="M3 13.5 5.6 5h12.8L21 13.5V19H3zM3 13.5h5.2a3.9 3.9 0 0 0 7.6 0H21"/></svg>',
);

const eta = new Eta();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.eta'))) {
  eta.loadTemplate(`@${file.slice(0, -'.eta'.length)}`, read(file));
}

/** The page that lists what was sent. */
export const renderMessages = (search: OutboxSearch, page: number, list: MessagePage): string => {
  const { channel, recipient = '' } = search;
  const { counts, total } = list;
  const pages = Math.max(1, Math.ceil(total / messagesPerPage));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const tabOf = (of: OutboxChannel | undefined) => ({
    name: of === undefined ? 'All' : names[of],
    path: searchPath({ ...search, channel: of }),
    count: of === undefined ? all : (counts.get(of) ?? 0),
    isCurrent: of === channel,
  });
  return eta.render('@messages', {
    title: `${channel === undefined ? 'Everything sent' : `${names[channel]} sent`} · Herald outbox`,
    icon,
    script,
    tabs: [undefined, ...OutboxChannel.options].map(tabOf),
    channel,
    recipient,
    version: list.version,
    summary: `${total === 1 ? '1 message' : `${total} messages`}${recipient === '' ? '' : ` to “${recipient}”`}`,
    groups: byDay(list.messages.map(viewOf)),
    names,
    isEmpty: all === 0 && recipient === '',
    page,
    pages,
    newer: page > 1 ? searchPath(search, Math.min(page - 1, pages)) : undefined,
    older: page < pages ? searchPath(search, page + 1) : undefined,
  });
};

/** The page of one message. */
export const renderMessage = (message: OutboxMessage): string => {
  const view = viewOf(message);
  const { channel } = message;
  return eta.render('@message', {
    title: `${view.heading} · Herald outbox`,
    icon,
    message: view,
    channelName: names[channel],
    channelsName: plurals[channel],
    back: searchPath({ channel }),
  });
};

/** The page that says what is wrong with a request. */
export const renderProblem = (title: string, message: string): string =>
  eta.render('@problem', { title, message, icon });

function byDay(messages: readonly MessageView[]) {
  const days = new Map<string, MessageView[]>();
  for (const message of messages) {
    const sameDay = days.get(message.day);
    if (sameDay === undefined) days.set(message.day, [message]);
    else sameDay.push(message);
  }
  return [...days].map(([day, sameDay]) => ({ day, messages: sameDay }));
}
