import type { TemplateBody } from '#core/template-version.ts';

/** The words of a template for a locale: its own, then its language's, then the default's. */
export const messagesFor = (
  messages: TemplateBody['messages'] = {},
  locale: string,
): Readonly<Record<string, string>> => {
  const language = locale.split('-')[0] ?? locale;
  return { ...messages.default, ...messages[language], ...messages[locale] };
};
