import { attackData, type Payload } from './payloads.ts';

/** What the suites try to break; a mutant is loaded from another folder. */
export interface Engine {
  readonly compileTemplate: typeof import('#functions/templates/compile-template.ts').compileTemplate;
  readonly prepareProgram: typeof import('#functions/templates/run-program.ts').prepareProgram;
  readonly helpersFor: typeof import('#functions/templates/helpers-for-reader.ts').helpersFor;
  readonly sanitizeHtml: typeof import('#functions/templates/sanitize-html.ts').sanitizeHtml;
}

/** What came of a payload. */
export type Verdict = 'refused' | 'fails' | { readonly writes: string };

/** Runs a payload as publishing and sending would. */
export const judge = (
  { compileTemplate, prepareProgram, helpersFor, sanitizeHtml }: Engine,
  { source, format = 'text', data = attackData }: Payload,
): Verdict => {
  const signature = { href: 'url', label: 'text' } as const;
  const compiled = compileTemplate(source, {
    format: source.includes('include(') ? 'html' : format,
    partials: new Map([['@button', signature]]),
  });
  if (compiled.kind === 'refused') return 'refused';
  const run = prepareProgram(compiled.program, {
    partials: new Map([['@button', { signature, render: ({ href }) => `<a href="${href}">` }]]),
    sanitizeHtml,
  });
  const brand = { name: 'Herald', postalAddress: '1 Example Street' };
  const result = run({ data, brand, helpers: helpersFor({ locale: 'en' }) });
  return result.kind === 'failed' ? 'fails' : { writes: result.text };
};
