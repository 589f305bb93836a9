import type { ContentSources } from '#core/template.ts';
import type { TemplateBody } from '#core/template-version.ts';

type Content = TemplateBody['content'];

/** Whether any language has a mail without a text. */
export const hasTextTwins = (content: Content): boolean =>
  Object.values(content).some(
    ({ EMAIL = {} }) => htmlSourceOf(EMAIL) !== undefined && EMAIL.text === undefined,
  );

/**
 * Content as it is rendered: MJML, which was compiled at publish, is a mail's HTML; and mails without a text
 * have their HTML in its place, which the engine makes text of.
 */
export const withMadeFields = (content: Content): Content =>
  Object.fromEntries(
    Object.entries(content).map(([locale, byChannel]) => {
      const EMAIL: ContentSources = byChannel.EMAIL ?? {};
      const html = htmlSourceOf(EMAIL);
      if (html === undefined) return [locale, byChannel];
      const { mjml: _, ...fields }: ContentSources = { text: html, ...EMAIL, html };
      return [locale, { ...byChannel, EMAIL: fields }];
    }),
  );

function htmlSourceOf({ html, mjml }: ContentSources): string | undefined {
  return html ?? mjml;
}
