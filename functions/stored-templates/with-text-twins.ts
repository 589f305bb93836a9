import type { TemplateBody } from '#core/template-version.ts';

type Content = TemplateBody['content'];

/** Whether any language has a mail without a text. */
export const hasTextTwins = (content: Content): boolean =>
  Object.values(content).some(({ EMAIL }) => EMAIL?.html !== undefined && EMAIL.text === undefined);

/** Content in which mails without a text have their HTML in its place; the engine makes text of that. */
export const withTextTwins = (content: Content): Content =>
  Object.fromEntries(
    Object.entries(content).map(([locale, byChannel]) => {
      const { EMAIL } = byChannel;
      const html = EMAIL?.text === undefined ? EMAIL?.html : undefined;
      if (html === undefined) return [locale, byChannel];
      return [locale, { ...byChannel, EMAIL: { ...EMAIL, text: html } }];
    }),
  );
