import * as z from 'zod';
import { type Category, isDeclinable } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import { VariantName } from '#core/experiment.ts';
import { Locale, TimeZone } from '#core/recipient.ts';
import { smsParts } from '#core/sms-parts.ts';
import { readerLinks } from '#functions/channels/email/reader-links.ts';
import { plainText } from '#functions/channels/sms/plain-text.ts';
import { maxSmsCharacters } from '#functions/channels/sms/send-sms.ts';
import type { Render } from '#functions/delivery/render.ts';

/** The body of `POST /templates/{templateId}/preview`. */
export const PreviewRequest = z
  .strictObject({
    version: z
      .union([z.int().positive(), z.literal('draft')])
      .optional()
      .meta({ description: 'What is sent now, where nothing is said.' }),
    variant: VariantName.optional().meta({
      description: 'Of the experiment under way, in place of a version.',
    }),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The sample, where none is given.' }),
  })
  .refine(({ version, variant }) => version === undefined || variant === undefined, {
    path: ['variant'],
    error: 'stands in place of a version: leave one of the two out',
  })
  .meta({ id: 'PreviewRequest', description: 'What to render, and for whom.' });
export type PreviewRequest = z.infer<typeof PreviewRequest>;

const PreviewedChannel = z.object({
  channel: ChannelName,
  content: z.record(z.string(), z.string()).optional(),
  bytes: z.int().optional().meta({ description: 'Of all its fields, in UTF-8.' }),
  smsParts: z
    .object({ encoding: z.enum(['GSM-7', 'UCS-2']), characters: z.int(), parts: z.int() })
    .optional(),
  renderingError: z.string().optional(),
});

/** What a person would get, by every channel. */
export const PreviewView = z
  .object({
    templateId: z.string(),
    version: z.union([z.int(), z.literal('draft')]),
    variant: z.string().optional(),
    locale: z.string().optional(),
    channels: z.array(PreviewedChannel),
    warnings: z.array(z.object({ code: z.string(), channel: ChannelName, detail: z.string() })),
  })
  .meta({ id: 'TemplatePreview', description: 'Every channel as its reader would see it.' });
export type PreviewView = z.infer<typeof PreviewView>;
type Previewed = z.infer<typeof PreviewedChannel>;
type Warning = PreviewView['warnings'][number];

/** Gmail cuts a mail off beyond it, and with it the link to unsubscribe. */
const clippedBytes = 102_000;
const shownSubjectCharacters = 60;

interface PreviewInput {
  readonly templateId: string;
  readonly version: number | 'draft';
  readonly variant: string | undefined;
  readonly channels: readonly string[];
  readonly category: Category | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
}

/** Renders every channel, and says what of it its author may not have meant. */
export const previewTemplate = (
  { templateId, version, variant, channels, category, data, locale, timeZone }: PreviewInput,
  { render, publicUrl }: { readonly render: Render; readonly publicUrl: string },
): PreviewView => {
  // Whoever looks at a preview gets no key to anybody's preferences.
  const hasLinks = category !== undefined && isDeclinable(category);
  const links = hasLinks ? readerLinks(publicUrl, () => 'preview') : {};
  const previewed = channels.map((channel): Previewed => {
    const rendered = render({ templateId, channel, data, locale, timeZone, ...links });
    if (rendered.kind === 'failed') return { channel, renderingError: rendered.detail };
    const { text = '' } = rendered.content;
    const content =
      channel === 'SMS' ? { ...rendered.content, text: plainText(text) } : { ...rendered.content };
    const bytes = Object.values(content).reduce((sum, one) => sum + Buffer.byteLength(one), 0);
    if (channel !== 'SMS') return { channel, content, bytes };
    return { channel, content, bytes, smsParts: smsParts(content.text ?? '') };
  });
  return {
    templateId,
    version,
    ...(variant === undefined ? {} : { variant }),
    ...(locale === undefined ? {} : { locale }),
    channels: previewed,
    warnings: previewed.flatMap(warningsOf),
  };
};

function warningsOf({
  channel,
  content = {},
  smsParts: parts,
  renderingError,
}: Previewed): readonly Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, detail: string) => warnings.push({ code, channel, detail });
  if (renderingError !== undefined) warn('RENDERING_FAILED', renderingError);
  const htmlBytes = Buffer.byteLength(content.html ?? '');
  if (htmlBytes > clippedBytes) {
    warn('MAIL_IS_CLIPPED', `${htmlBytes} bytes of HTML; Gmail cuts a mail off after 102 KB.`);
  }
  const subject = (channel === 'EMAIL' ? content.subject : undefined)?.length ?? 0;
  if (subject > shownSubjectCharacters) {
    warn('LONG_SUBJECT', `${subject} characters; a phone shows about ${shownSubjectCharacters}.`);
  }
  if (parts !== undefined && (content.text ?? '').length > maxSmsCharacters) {
    warn('CONTENT_TOO_LARGE', `A text message has at most ${maxSmsCharacters} characters.`);
  }
  if (parts !== undefined && parts.parts > 1) {
    warn('SEVERAL_SMS_PARTS', `${parts.parts} parts in ${parts.encoding}: each is paid for.`);
  }
  return warnings;
}
