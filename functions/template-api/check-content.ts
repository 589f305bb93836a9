import type { ProblemDetail } from '#core/problem.ts';
import type { TemplateBody } from '#core/template-version.ts';
import type { Channel } from '#functions/channels/channel.ts';
import { draftProblem } from './draft-problem.ts';

/** Every source is tried in each of them. */
const maxLocales = 60;

/** What is wrong with the shape of a draft's content: its locales, channels and fields. */
export const checkContent = (
  { content, messages = {} }: TemplateBody,
  channels: readonly Channel[],
): readonly ProblemDetail[] => {
  const problems: ProblemDetail[] = [];
  for (const [part, byLocale] of Object.entries({ content, messages })) {
    const count = Object.keys(byLocale).length;
    if (count > maxLocales) {
      const detail = `${count} languages; at most ${maxLocales}.`;
      return [draftProblem([part], 'TOO_LARGE', detail)];
    }
    for (const locale of Object.keys(byLocale)) {
      if (locale === 'default' || isCanonicalLocale(locale)) continue;
      const detail = `${locale} is no language tag as BCP 47 writes it, such as fr or fr-CA.`;
      problems.push(draftProblem([part, locale], 'INVALID_LOCALE', detail));
    }
  }
  if (Object.keys(content.default ?? {}).length === 0) {
    const detail =
      'A template needs content in default: what everybody gets whose language it has not.';
    problems.push(draftProblem(['content', 'default'], 'MISSING_CONTENT', detail));
  }
  for (const [locale, byChannel] of Object.entries(content)) {
    for (const [name, fields = {}] of Object.entries(byChannel)) {
      const path = ['content', locale, name];
      const channel = channels.find((candidate) => candidate.name === name);
      if (channel === undefined) {
        const known = channels.map((one) => one.name).join(', ');
        const detail = `There is no channel ${name}; there are: ${known}.`;
        problems.push(draftProblem(path, 'UNKNOWN_CHANNEL', detail));
        continue;
      }
      if (content.default?.[name] === undefined) {
        const detail = `${name} stands in ${locale}, but not in default.`;
        problems.push(draftProblem(path, 'MISSING_CONTENT', detail));
      }
      problems.push(...checkFields(path, fields, channel));
    }
  }
  return problems;
};

function checkFields(
  path: readonly string[],
  fields: Readonly<Record<string, string>>,
  { name, content }: Channel,
): readonly ProblemDetail[] {
  const unknown = Object.keys(fields).filter((field) => !Object.hasOwn(content, field));
  const missing = Object.entries(content).filter(
    ([field, { required }]) =>
      required && (fields[field] ?? '').trim() === '' && !isMade(field, fields),
  );
  const isDouble = fields.html !== undefined && fields.mjml !== undefined;
  return [
    ...(isDouble
      ? [draftProblem([...path, 'mjml'], 'CONFLICTING_FIELDS', 'Write html or mjml, not both.')]
      : []),
    ...unknown.map((field) => {
      const detail = `${name} has no field ${field}; it has ${Object.keys(content).join(', ')}.`;
      return draftProblem([...path, field], 'UNKNOWN_FIELD', detail);
    }),
    ...missing.map(([field]) =>
      draftProblem([...path, field], 'MISSING_FIELD', `${name} needs its ${field}.`),
    ),
  ];
}

/** A mail's HTML is made of its MJML, and its text of its HTML, where it has none. */
function isMade(field: string, { text, html, mjml }: Readonly<Record<string, string>>): boolean {
  if (field === 'html') return html === undefined && mjml !== undefined;
  return field === 'text' && text === undefined && (html ?? mjml) !== undefined;
}

function isCanonicalLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale)[0] === locale;
  } catch {
    return false;
  }
}
