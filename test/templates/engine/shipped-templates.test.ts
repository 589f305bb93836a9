import { expect, test } from 'vitest';
import * as z from 'zod';
import { channels } from '#functions/channels/index.ts';
import { renderHelpers } from '#functions/delivery/render-helpers.ts';
import { createSourceRenderer } from '#functions/delivery/render-source.ts';
import { checkSource } from '#functions/templates/check-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import type { PartialSignature } from '#functions/templates/parse-include.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import type { TemplateHost } from '#functions/templates/run-state.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { stationery, templates } from '#templates/index.ts';

const { brand, words } = stationery;
const renderSource = createSourceRenderer(stationery.partials);
const tools = { ...renderHelpers('en'), brand, words: words.en, async: false } as const;
const helpers = helpersFor({ locale: 'en' });

const signatures: Readonly<Record<string, PartialSignature>> = {
  '@heading': { heading: 'text' },
  '@button': { href: 'url', label: 'text' },
  '@facts': { facts: 'rows' },
  '@code': { code: 'text' },
};
const host: TemplateHost = {
  partials: new Map(
    Object.entries(signatures).map(([name, signature]) => {
      const source = stationery.partials[name.slice(1)] ?? '';
      return [name, { signature, render: (values) => renderSource('html', source, values, tools) }];
    }),
  ),
  sanitizeHtml,
};

/** They build a list with statements, as only code may. */
const codeAlone = ['SECURITY_ALERT EMAIL html'];

const sources = [...templates.values()].flatMap(({ id, dataSchema, sample, content }) =>
  Object.entries(content).flatMap(([locale, byChannel]) =>
    Object.entries(byChannel).flatMap(([channel, fields = {}]) =>
      Object.entries(fields).map(([field, source]) => ({
        name: `${id} ${channel} ${field}${locale === 'default' ? '' : ` in ${locale}`}`,
        format: channels.find(({ name }) => name === channel)?.content[field]?.format ?? 'text',
        source,
        sample,
        dataSchema,
      })),
    ),
  ),
);

test.each(sources)('$name is one language with the templates from outside', (shipped) => {
  const { name, format, source, sample, dataSchema } = shipped;
  const { $schema: _, ...json } = z.toJSONSchema(dataSchema, { io: 'input' });
  const withoutPatterns = JSON.stringify(json, (key, value) =>
    key === 'pattern' ? undefined : value,
  );
  const read = readDataSchema(JSON.parse(withoutPatterns));
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
  const checked = checkSource(
    { source, format, locale: 'en' },
    { schema: read.schema, sample, brand: { ...brand }, host },
  );
  if (codeAlone.includes(name)) return expect(checked.kind).toBe('refused');
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const run = prepareProgram(checked.program, host);
  expect(run({ data: sample, brand: { ...brand }, helpers })).toEqual({
    kind: 'rendered',
    text: renderSource(format, source, sample, tools),
  });
});
