import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileMjml } from '#functions/mjml/compile-mjml.ts';
import { inMjml } from '#functions/mjml/in-mjml.ts';
import { compileTemplate } from '#functions/templates/compile-template.ts';

const pieces = [
  ...'<mjml> </mjml> <mj-head> </mj-head> <mj-body> </mj-body> <mj-section> </mj-section>'.split(
    ' ',
  ),
  ...'<mj-column> </mj-column> <mj-text> </mj-text> <mj-raw> </mj-raw> <mj-wrapper> </mj-wrapper>'.split(
    ' ',
  ),
  ...'<mj-attributes> </mj-attributes> <mj-style> </mj-style> <mj-group> </mj-group> <b> </b> <br>'.split(
    ' ',
  ),
  '<mj-image src="https://x.test/a.png" alt="',
  '<mj-button href="',
  '<mj-divider />',
  '<mj-all color="red" />',
  '<mj-include path="/etc/passwd" />',
  '<%= it.a %>',
  '<% if (it.a) { %>',
  '<% } %>',
  '<%~ it.a %>',
  '<%',
  '%>',
  '<!--',
  '-->',
  '"',
  "'",
  '>',
  '/>',
  '<',
  '&',
  '&amp;',
  ' css-class="x"',
  'etatag0x0z',
  'text',
  'ü漢🎉',
  '\n',
  '\r\n',
  '\0',
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((some) => some.join(''));
const around = soup.map(
  (some) =>
    `<mjml><mj-body><mj-section><mj-column>\n${some}\n</mj-column></mj-section></mj-body></mjml>`,
);

test('whatever comes, it is compiled or refused by a place that it has', () => {
  let compiledOnes = 0;
  fc.assert(
    fc.property(fc.oneof(soup, around), (source) => {
      const compiled = compileMjml(source);
      const checked = inMjml(source, compiled, (html) => {
        compiledOnes += 1;
        expect(html.replaceAll('etatag0x0z', '')).not.toMatch(/etatag\d+x\d+z/);
        const program = compileTemplate(html, { format: 'html' });
        return program.kind === 'refused' ? program : { ...program, kind: 'checked' };
      });
      if (checked.kind === 'checked') return;
      const lines = source.split(/\r\n|\n|\r/);
      for (const { line, column, message } of checked.problems) {
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        expect(message.length).toBeGreaterThan(15);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(compiledOnes).toBeGreaterThan(20);
});
