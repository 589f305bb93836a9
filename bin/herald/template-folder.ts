import * as z from 'zod';
import { TemplateBody } from '#core/template-version.ts';
import { channels } from '#functions/channels/index.ts';
import { loadTemplates } from '#templates/load-templates.ts';
import { splitFrontMatter } from '#templates/split-front-matter.ts';

/** A template's folder: its files by their paths in it. */
export type TemplateFolder = Readonly<Record<string, string>>;

const aboutFile = 'template.json';

/** What template.json holds; the content stands in the files beside it. */
const About = TemplateBody.omit({ content: true });

/** The folder of a template, as of one in code: PARCEL_WAITS is parcel-waits. */
export const folderNameOf = (templateId: string): string =>
  templateId.toLowerCase().replaceAll('_', '-');

/** The template of a folder. */
export const templateIdOf = (folderName: string): string =>
  folderName.toUpperCase().replaceAll('-', '_');

/** What a mail may lack is for the deployment to say; a draft may be unfinished. */
const lenientChannels = channels.map((channel) => ({
  ...channel,
  content: Object.fromEntries(
    Object.entries(channel.content).map(([field, { format }]) => [
      field,
      { format, required: false },
    ]),
  ),
}));

/**
 * Reads a folder as a draft.
 *
 * @throws what does not fit, naming the file.
 */
export const folderToDraft = (folderName: string, files: TemplateFolder): TemplateBody => {
  const { [aboutFile]: json, ...content } = files;
  if (json === undefined) throw new Error(`${folderName} has no ${aboutFile}`);
  const about = About.safeParse(parseJson(json, folderName));
  if (!about.success) {
    throw new Error(`${folderName}/${aboutFile}: ${z.prettifyError(about.error)}`);
  }
  const id = templateIdOf(folderName);
  const { category, sample } = about.data;
  const loaded = loadTemplates({
    declarations: [{ id, category, sample, dataSchema: z.record(z.string(), z.unknown()) }],
    contentFiles: Object.fromEntries(
      Object.entries(content).map(([path, file]) => [`${folderName}/${path}`, file]),
    ),
    channels: lenientChannels,
    // Which categories there are is for the deployment to say.
    categories: new Map([[category, anyCategory(category)]]),
  });
  return TemplateBody.parse({ ...about.data, content: loaded.get(id)?.content });
};

/** Writes a draft or a version as a folder. */
export const draftToFolder = (folderName: string, body: TemplateBody): TemplateFolder => {
  const { content, ...about } = body;
  const files: Record<string, string> = { [aboutFile]: `${JSON.stringify(about, null, 2)}\n` };
  for (const [locale, byChannel] of Object.entries(content)) {
    // It becomes a path, and a draft may say anything.
    if (!/^[A-Za-z0-9-]+$/.test(locale)) throw new Error(`${folderName}: ${locale} is no language`);
    const folder = locale === 'default' ? '' : `${locale}/`;
    for (const [channelName, fields = {}] of Object.entries(byChannel)) {
      const channel = channels.find(({ name }) => name === channelName);
      if (channel === undefined) throw new Error(`${folderName}: there is no ${channelName} here`);
      const { slug } = channel;
      const main =
        ['mjml', 'html', 'body', 'text'].find((field) => fields[field] !== undefined) ?? 'text';
      const { [main]: text = '', ...rest } = fields;
      const isMail = main === 'html' || main === 'mjml';
      const { text: twin, ...others } = isMail ? rest : { text: undefined, ...rest };
      // What has lines of its own has a file of its own.
      const isLong = ([, source]: readonly [string, string]) => source.includes('\n');
      const long = Object.entries(others).filter(isLong);
      const head = Object.fromEntries(Object.entries(others).filter((one) => !isLong(one)));
      files[`${folder}${slug}${isMail ? `.${main}` : ''}.eta`] = withFrontMatter(head, text);
      if (twin !== undefined) files[`${folder}${slug}.text.eta`] = twin;
      for (const [field, source] of long) files[`${folder}${slug}.${field}.eta`] = source;
    }
  }
  return files;
};

function withFrontMatter(head: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(head).map(([field, source]) => `${field}: ${source}`);
  const file = lines.length === 0 ? body : [...lines, '---', body].join('\n');
  const read = splitFrontMatter(file);
  const isSame =
    read.body === body.replaceAll('\r\n', '\n') &&
    Object.entries(head).every(([field, source]) => read.fields.get(field) === source.trim());
  if (isSame) return file;
  const fields = Object.keys(head).join(', ');
  throw new Error(
    `${fields || 'a text'} has line breaks, or looks like fields, as no file can say it`,
  );
}

function parseJson(json: string, folderName: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${folderName}/${aboutFile} is not JSON`, { cause: error });
  }
}

function anyCategory(id: string) {
  return {
    id,
    title: id,
    description: id,
    critical: false,
    declinable: false,
    promotional: false,
    enabledByDefault: true,
    quietHours: 'PASS',
    timeToLiveSeconds: 0,
    whenUncertain: 'RESEND',
    limits: [],
    overLimit: 'DEFER',
  } as const;
}
