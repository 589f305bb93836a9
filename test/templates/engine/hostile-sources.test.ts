import { expect, test } from 'vitest';
import { checkSource } from '#functions/templates/check-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { templateLimits } from '#functions/templates/template-limits.ts';
import { cpuMs } from '../../cpu-time.ts';

const properties = Object.fromEntries(
  Array.from({ length: 400 }, (_, index) => [`${'x'.repeat(50)}${index}`, { type: 'string' }]),
);
const read = readDataSchema({
  type: 'object',
  properties: { ...properties, a: { type: 'string' } },
});
if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
const messages = { long: '{a}'.repeat(3000) };
const deps = {
  schema: read.schema,
  sample: { a: 'a'.repeat(200_000) },
  brand: { name: 'Herald' },
  host: { partials: new Map(), sanitizeHtml },
};

/** As much of a piece as a source may hold, between a beginning and an end. */
const fill = (piece: string, before = '', after = ''): string => {
  const room = templateLimits.sourceUnits - before.length - after.length;
  return before + piece.repeat(Math.floor(room / piece.length)) + after;
};
const long = 'x'.repeat(48);

test.each([
  ['many tags', fill('<%=1%>')],
  ['many undeclared variables', fill(`<%= it.${long} %>`)],
  ['many blocks', fill('<%if(it.a){}%>')],
  ['many branches', fill('<%}else if(it.a){%>', '<%if(it.a){%>', '<%}%>')],
  ['many loops', fill('<%for(const x of it.a){}%>')],
  [
    'many branches in one attribute',
    fill('<%if(it.a){%>b<%}%>', `<p title="${'x'.repeat(50_000)}`, '">'),
  ],
  [
    'many branches in one URL',
    fill('<%if(it.a){%>b<%}%>', `<a href="https://a.b/${'x'.repeat(4000)}`, '">'),
  ],
  ['many branches in one comment', fill('<%if(it.a){%>b<%}%>', '<!--', '-->')],
  ['white space that does not end', fill(' ', '<%= it.a')],
  ['white space in many tags', fill(`<%${' '.repeat(1900)}%>`)],
  ['strings that do not end', fill('"')],
  ['comments that do not end', fill('/*', '<% ')],
  ['comments in one tag', fill('/**/', '<% ', '%>').slice(0, 1900)],
  ['less-than signs', fill('<')],
  ['end tags', fill('</', '<title>')],
  ['attributes', fill(' a', '<p', '>')],
  ['long attribute', fill('x', '<p title="', '">')],
  ['dashes', fill('-', '<!--')],
  ['backslashes', fill('\\', "<%= '")],
  ['a message full of a long value', "<%= t('long', { a: it.a ?? '' }) %>"],
  ['long texts joined', `<%= ${Array.from({ length: 30 }, () => "(it.a ?? '')").join('+')} %>`],
  ['sanitized markup', `<%~ '${'<b>'.repeat(600)}' %>`],
])('%s is judged within four seconds', { timeout: 20_000 }, (_what, source) => {
  for (const format of ['html', 'text'] as const) {
    const start = cpuMs();
    checkSource({ source, format, locale: 'en', messages }, deps);
    expect(cpuMs() - start).toBeLessThan(4000);
  }
});
