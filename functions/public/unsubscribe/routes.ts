import * as z from 'zod';
import { type Category, isDeclinable } from '#core/category.ts';
import type { ChannelName } from '#core/channel.ts';
import { ProblemError } from '#core/problem.ts';
import { categoryWords, channelLabel } from '#functions/public/category-words.ts';
import { checkSameSite } from '#functions/public/check-same-site.ts';
import { preferencesOf, type Reader } from '#functions/public/find-reader.ts';
import { openLink } from '#functions/public/open-link.ts';
import { formAnswers, linkAnswers } from '#functions/public/page-answers.ts';
import { unsubscribePath } from '#functions/public/paths.ts';
import { closedPage } from '#functions/public/problem-page.ts';
import type { PublicDeps } from '#functions/public/public-deps.ts';
import { reachableChannels } from '#functions/public/reachable-channels.ts';
import { type Form, readForm, textOf } from '#functions/public/read-form.ts';
import { languageOf } from '#functions/public/reader-language.ts';
import { type HttpRequest, type HttpResponse, type Route, route } from '#platform/route.ts';
import { isDeclined, type UnsubscribeScope, unsubscribe } from './unsubscribe.ts';

const Params = z.object({ token: z.string() });
type Params = z.infer<typeof Params>;

/** RFC 8058, or the page that GET shows. */
const UnsubscribeForm = z
  .union([
    z.object({ 'List-Unsubscribe': z.literal('One-Click') }),
    z.object({ scope: z.enum(['channel', 'all']) }),
  ])
  .meta({
    id: 'UnsubscribeForm',
    description: "What a mail service posts in a reader's name (RFC 8058), or the page's own form.",
  });

const path = unsubscribePath;

/** Unsubscribing from the kind of message that a link came with. */
export const unsubscribeRoutes: readonly Route<PublicDeps>[] = [
  route<PublicDeps, Params>({
    method: 'GET',
    path,
    operationId: 'showUnsubscribe',
    summary:
      'A page that asks whether to unsubscribe; it changes nothing, for scanners open every link',
    isPublic: true,
    params: Params,
    answers: { 200: { description: 'The page.', isPage: true }, ...linkAnswers },
    problems: [],
    handle: async ({ params: { token }, request }, deps) => {
      const opened = await openLink(token, 'UNSUBSCRIBE', deps);
      if (opened.kind === 'closed') return closedPage(opened.because, request, deps);
      const { link, reader } = opened;
      const category = declinable(link.category, deps);
      return isDeclined(category, link.channel, preferencesOf(reader))
        ? donePage(category, link.channel, reader, request, deps)
        : questionPage(category, link.channel, reader, request, deps);
    },
  }),
  route<PublicDeps, Params>({
    method: 'POST',
    path,
    operationId: 'unsubscribe',
    summary: 'Unsubscribe: by one click in a mail program, or by the page',
    isPublic: true,
    params: Params,
    mediaType: 'application/x-www-form-urlencoded',
    bodyDocs: UnsubscribeForm,
    bodyExample: { 'List-Unsubscribe': 'One-Click' },
    answers: {
      200: { description: 'A page that says so; the same for a repeat.', isPage: true },
      ...formAnswers,
    },
    problems: [],
    handle: async ({ params: { token }, request }, deps) => {
      const opened = await openLink(token, 'UNSUBSCRIBE', deps);
      if (opened.kind === 'closed') return closedPage(opened.because, request, deps);
      const { link } = opened;
      const category = declinable(link.category, deps);
      const scope = scopeOf(await readForm(request), request);
      const what = { reader: opened.reader, category, channel: link.channel, scope };
      const reader = await unsubscribe(what, deps);
      if (reader === undefined) return closedPage('gone', request, deps);
      if (link.deliveryId !== undefined) await deps.tellUnsubscribed(link.deliveryId, deps.now());
      return donePage(category, link.channel, reader, request, deps);
    },
  }),
];

/** The category of a link, as long as there is one of that name that may be declined. */
function declinable(id: string, { categories }: PublicDeps): Category {
  const category = categories.get(id);
  if (category !== undefined && isDeclinable(category)) return category;
  throw new ProblemError('NOT_FOUND', `There is nothing to decline in ${id}.`);
}

function scopeOf(form: Form, request: HttpRequest): UnsubscribeScope {
  const said = UnsubscribeForm.safeParse({
    'List-Unsubscribe': textOf(form, 'List-Unsubscribe'),
    scope: textOf(form, 'scope'),
  });
  if (!said.success) {
    throw new ProblemError('INVALID_REQUEST', 'The form says neither One-Click nor a scope.');
  }
  // A mail service asks in its reader's name, from wherever it is.
  if ('List-Unsubscribe' in said.data) return 'channel';
  checkSameSite(request);
  return said.data.scope;
}

function questionPage(
  category: Category,
  channel: ChannelName,
  reader: Reader,
  request: HttpRequest,
  { renderPage }: PublicDeps,
): HttpResponse {
  const language = languageOf(reader, request);
  const { unsubscribe: words } = language.strings;
  return renderPage({
    status: 200,
    language,
    title: words.title,
    name: 'unsubscribe',
    view: {
      words,
      question: words.question(categoryWords(category, language).title),
      onlyChannel: words.onlyChannel(channelLabel(channel, language)),
    },
  });
}

function donePage(
  category: Category,
  channel: ChannelName,
  reader: Reader,
  request: HttpRequest,
  { renderPage }: PublicDeps,
): HttpResponse {
  const language = languageOf(reader, request);
  const { unsubscribe: words } = language.strings;
  return renderPage({
    status: 200,
    language,
    title: words.done.title,
    name: 'unsubscribed',
    view: {
      words,
      nowOff: words.nowOff(categoryWords(category, language).title),
      channels: [...new Set([channel, ...reachableChannels(reader)])]
        .filter((name) => isDeclined(category, name, preferencesOf(reader)))
        .map((name) => channelLabel(name, language)),
    },
  });
}
