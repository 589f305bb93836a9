import type { Categories } from '#core/category.ts';
import type { ContentSources, Template, TemplateDeclaration, Templates } from '#core/template.ts';
import type { Channel } from '#functions/channels/channel.ts';
import type { Stationery } from '#functions/delivery/render-stationery.ts';
import { splitFrontMatter } from './split-front-matter.ts';

export interface LoadTemplatesInput {
  readonly declarations: readonly TemplateDeclaration[];
  /** By path: `order-confirmation/fr/email.html.eta`. */
  readonly contentFiles: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  readonly categories: Categories;
}

type MutableContent = Record<string, Record<string, Record<string, string>>>;

/** The folders that hold no template, but what templates have in common. */
const stationeryFolders = ['layout', 'partials'];

/**
 * Joins declarations and content files into templates.
 *
 * @throws at the first declaration or file that does not fit, naming it.
 */
export const loadTemplates = (input: LoadTemplatesInput): Templates => {
  const contentByFolder = new Map<string, MutableContent>();
  for (const { id, category } of input.declarations) {
    const folder = folderOf(id);
    if (contentByFolder.has(folder)) throw new Error(`templates: ${id} is declared twice`);
    if (!input.categories.has(category)) {
      throw new Error(`templates: ${id} names the category ${category}, which does not exist`);
    }
    contentByFolder.set(folder, {});
  }
  for (const [path, file] of Object.entries(input.contentFiles)) {
    const [folder = '', ...rest] = path.split('/');
    if (stationeryFolders.includes(folder)) continue;
    const content = contentByFolder.get(folder);
    if (content === undefined) fail(path, 'belongs to no declared template');
    addFile(content, path, rest, file, input.channels);
  }
  const templates = new Map<string, Template>();
  for (const declaration of input.declarations) {
    const content = contentByFolder.get(folderOf(declaration.id)) ?? {};
    checkComplete(declaration.id, content, input.channels);
    templates.set(declaration.id, { ...declaration, content });
  }
  return templates;
};

/** Gathers layouts and partials from the content files. */
export const loadStationery = (
  contentFiles: Readonly<Record<string, string>>,
  channels: readonly Channel[],
): Pick<Stationery, 'layouts' | 'partials'> => {
  const layouts: Record<string, Record<string, string>> = {};
  const partials: Record<string, string> = {};
  for (const [path, file] of Object.entries(contentFiles)) {
    const [folder, name = '', ...deeper] = path.split('/');
    if (folder === 'partials' && deeper.length === 0)
      partials[name.slice(0, -'.eta'.length)] = file;
    if (folder !== 'layout') continue;
    const { channel, field } = targetOf(path, name, channels);
    layouts[channel.name] = { ...layouts[channel.name], [field]: file };
  }
  return { layouts, partials };
};

function addFile(
  content: MutableContent,
  path: string,
  [first = '', second, ...deeper]: readonly string[],
  file: string,
  channels: readonly Channel[],
): void {
  if (deeper.length > 0) fail(path, 'lies too deep');
  const [locale, name] = second === undefined ? ['default', first] : [first, second];
  if (locale !== 'default' && !isCanonicalLocale(locale)) {
    fail(path, `lies in ${locale}, which is no language tag`);
  }
  const { channel, field } = targetOf(path, name, channels);
  const { fields, body } = split(path, file);
  content[locale] ??= {};
  const sources = content[locale][channel.name] ?? {};
  content[locale][channel.name] = sources;
  for (const [key, source] of [...fields, [field, body] as const]) {
    if (channel.content[key] === undefined)
      fail(path, `has the field ${key}, unknown to ${channel.name}`);
    if (sources[key] !== undefined) fail(path, `gives the field ${key} a second time`);
    sources[key] = source;
  }
}

/** `email.html.eta` is html of EMAIL; `in-app.eta` is the body of IN_APP, `sms.eta` the text of SMS. */
function targetOf(
  path: string,
  name: string,
  channels: readonly Channel[],
): { readonly channel: Channel; readonly field: string } {
  const [slug, ...suffixes] = name.slice(0, -'.eta'.length).split('.');
  const channel = channels.find((candidate) => candidate.slug === slug);
  if (channel === undefined) fail(path, `is for ${slug}, which is no channel`);
  const field =
    suffixes.length > 0 ? suffixes.join('.') : 'body' in channel.content ? 'body' : 'text';
  if (channel.content[field] === undefined)
    fail(path, `is for ${field}, unknown to ${channel.name}`);
  return { channel, field };
}

function split(path: string, file: string): ReturnType<typeof splitFrontMatter> {
  try {
    return splitFrontMatter(file);
  } catch (error) {
    throw new Error(`templates/${path} cannot be read`, { cause: error });
  }
}

function checkComplete(id: string, content: MutableContent, channels: readonly Channel[]): void {
  if (content.default === undefined) throw new Error(`templates: ${id} has no content`);
  for (const [locale, byChannel] of Object.entries(content)) {
    for (const channel of channels) {
      const sources = byChannel[channel.name];
      if (sources === undefined) continue;
      if (content.default[channel.name] === undefined) {
        throw new Error(
          `templates: ${id} has ${channel.name} in ${locale}, but not in its default`,
        );
      }
      checkFields(`${id} ${channel.name} in ${locale}`, sources, channel);
    }
  }
}

function checkFields(what: string, sources: ContentSources, channel: Channel): void {
  for (const [field, { required }] of Object.entries(channel.content)) {
    if (required && (sources[field] ?? '').trim() === '') {
      throw new Error(`templates: ${what} lacks the field ${field}`);
    }
  }
}

function folderOf(id: string): string {
  return id.toLowerCase().replaceAll('_', '-');
}

function isCanonicalLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale)[0] === locale;
  } catch {
    return false;
  }
}

function fail(path: string, why: string): never {
  throw new Error(`templates/${path} ${why}`);
}
