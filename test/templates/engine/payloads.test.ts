import { describe, expect, test } from 'vitest';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { judge } from './judge.ts';
import { payloads } from './payloads.ts';

const engine = { compileTemplate, prepareProgram, helpersFor, sanitizeHtml };
const techniques = Map.groupBy(payloads, ({ technique }) => technique);

describe.each([...techniques.keys()])('%s', (technique) => {
  test.each(techniques.get(technique) ?? [])('$source', (payload) => {
    expect(judge(engine, payload)).toEqual(payload.expected ?? 'refused');
  });
});

test('every refusal says where, and how to mend it', () => {
  for (const { source, format = 'text', expected = 'refused' } of payloads) {
    if (expected !== 'refused') continue;
    const compiled = compileTemplate(source, { format });
    if (compiled.kind !== 'refused') continue;
    const lines = source.split(/\r\n|\n|\r/);
    for (const { line, column, message } of compiled.problems) {
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      expect(message.length).toBeGreaterThan(15);
    }
  }
});
