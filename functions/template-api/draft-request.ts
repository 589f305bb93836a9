import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { TemplateBody } from '#core/template-version.ts';
import { channels } from '#functions/channels/index.ts';
import { invalid } from '#platform/invalid.ts';

/** What each channel's content may have. */
const fieldsOfChannels = channels
  .map(({ name, content }) => `${name} (${Object.keys(content).join(', ')})`)
  .join(', ');

/** The body of `PUT /templates/{templateId}/draft`. */
export const DraftRequest = z
  .strictObject({
    ...TemplateBody.shape,
    content: TemplateBody.shape.content.meta({
      description:
        'By language (default, fr, fr-CA), channel and field, each a source in the language of templates. ' +
        `A mail needs subject and html, or mjml in its place. The fields are: ${fieldsOfChannels}.`,
    }),
    critical: z.boolean().optional().meta({
      description: "Its category's; to say it again is allowed, to contradict it is not.",
    }),
  })
  .meta({ id: 'TemplateDraftRequest', description: 'What a version of a template consists of.' });
export type DraftRequest = z.infer<typeof DraftRequest>;

/** The draft as the documentation shows it. */
export const draftExample = {
  category: 'orders',
  dataSchema: {
    type: 'object',
    required: ['customerName'],
    additionalProperties: false,
    properties: { customerName: { type: 'string', minLength: 1, maxLength: 100 } },
  },
  sample: { customerName: 'John Doe' },
  content: {
    default: {
      SMS: { text: 'Hello <%= it.customerName %>, your parcel waits for you.' },
      EMAIL: {
        subject: 'Your parcel waits for you',
        html: '<p>Hello <%= it.customerName %>,</p><p>your parcel waits for you.</p>',
        text: 'Hello <%= it.customerName %>,\n\nyour parcel waits for you.',
      },
    },
  },
};

/** A request as what is kept of it. */
export const toBody = (
  { critical, ...body }: DraftRequest,
  categories: Categories,
): TemplateBody => {
  const category = categories.get(body.category);
  if (critical === undefined || category === undefined || critical === category.critical) {
    return body;
  }
  const detail = `${category.id} is ${category.critical ? '' : 'not '}critical, and with it all its templates; choose another category, or leave critical out.`;
  throw invalid([{ pointer: '/critical', code: 'INVALID_VALUE', detail }]);
};
