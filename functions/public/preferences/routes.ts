import * as z from 'zod';
import type { Preferences } from '#core/preferences.ts';
import { checkSameSite } from '#functions/public/check-same-site.ts';
import type { Reader } from '#functions/public/find-reader.ts';
import { keepWord, person } from '#functions/public/keep-word.ts';
import { openLink } from '#functions/public/open-link.ts';
import { formAnswers, linkAnswers } from '#functions/public/page-answers.ts';
import { preferencesPath } from '#functions/public/paths.ts';
import { closedPage } from '#functions/public/problem-page.ts';
import type { PublicDeps } from '#functions/public/public-deps.ts';
import { readForm } from '#functions/public/read-form.ts';
import { languageOf } from '#functions/public/reader-language.ts';
import { type HttpRequest, type HttpResponse, type Route, route } from '#platform/route.ts';
import { offerTo } from './offer.ts';
import { type FormResult, preferencePage } from './preference-page.ts';
import { type Choices, readChoices } from './read-choices.ts';

const Params = z.object({ token: z.string() });
type Params = z.infer<typeof Params>;

/** What the page's form sends; its fields are the page's own business. */
const PreferenceForm = z
  .object({
    on: z.array(z.string()).meta({ description: 'The cells that are ticked: promotions#EMAIL.' }),
    shown: z
      .array(z.string())
      .meta({ description: 'All cells, as they were: promotions#EMAIL=on.' }),
    'quiet-shown': z.string().optional(),
    'time-zone': z.string().optional(),
  })
  .meta({ id: 'PreferenceForm', description: 'What the page that GET shows sends back.' });

const path = preferencesPath;

/** The page where people see and change what they hear, and when. */
export const preferencePageRoutes: readonly Route<PublicDeps>[] = [
  route<PublicDeps, Params>({
    method: 'GET',
    path,
    operationId: 'showPreferencePage',
    summary: 'The page where a person sees and changes what they hear',
    isPublic: true,
    params: Params,
    answers: { 200: { description: 'The page.', isPage: true }, ...linkAnswers },
    problems: [],
    handle: async ({ params: { token }, request }, deps) => {
      const opened = await openLink(token, 'PREFERENCES', deps);
      if (opened.kind === 'closed') return closedPage(opened.because, request, deps);
      return page(opened.reader, request, deps);
    },
  }),
  route<PublicDeps, Params>({
    method: 'POST',
    path,
    operationId: 'savePreferencePage',
    summary: 'Save what a person changed on that page',
    isPublic: true,
    params: Params,
    mediaType: 'application/x-www-form-urlencoded',
    bodyDocs: PreferenceForm,
    bodyExample: { on: ['orders#EMAIL'], shown: ['orders#EMAIL=on', 'promotions#EMAIL=on'] },
    answers: {
      ...formAnswers,
      200: { description: 'The page; it says that it is saved.', isPage: true },
      400: { description: 'The page as it was filled in; it says what is missing.', isPage: true },
    },
    problems: [],
    handle: async ({ params: { token }, request }, deps) => {
      checkSameSite(request);
      const opened = await openLink(token, 'PREFERENCES', deps);
      if (opened.kind === 'closed') return closedPage(opened.because, request, deps);
      const choices = readChoices(await readForm(request), offerFor(opened.reader, deps));
      if (choices.isInvalid)
        return page(opened.reader, request, deps, { kind: 'invalid', choices });
      const { quietHours, timeZone } = choices;
      const word = { cells: cellsOf(choices, deps.now()), quietHours, timeZone };
      const reader = await keepWord(opened.reader, word, deps);
      if (reader === undefined) return closedPage('gone', request, deps);
      return page(reader, request, deps, { kind: 'saved' });
    },
  }),
];

function offerFor(reader: Reader, { categories, quietHoursByDefault }: PublicDeps) {
  return offerTo(reader, categories, quietHoursByDefault);
}

function cellsOf({ changed }: Choices, at: number): Preferences {
  const how = 'PREFERENCE_PAGE';
  return Object.fromEntries(
    [...changed].map(([cell, enabled]) => [cell, { enabled, at, how, by: person }]),
  );
}

function page(
  reader: Reader,
  request: HttpRequest,
  deps: PublicDeps,
  result?: FormResult,
): HttpResponse {
  return preferencePage(offerFor(reader, deps), languageOf(reader, request), deps, result);
}
