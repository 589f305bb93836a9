/** One guard taken out of a file of functions/templates. */
export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Every guard that a hostile template meets; without any one of them a payload must get through. */
export const mutants: readonly Mutant[] = [
  // The allow-list of expressions.
  { file: 'program.ts', from: "key.startsWith('__') ||", to: '' },
  { file: 'program.ts', from: "key === 'constructor' ||", to: '' },
  { file: 'program.ts', from: "key === 'prototype'", to: 'false' },
  { file: 'program.ts', from: "  '%',\n]", to: "  '%', '==',\n]" },
  { file: 'program.ts', from: "  '%',\n]", to: "  '%', 'in',\n]" },
  { file: 'program.ts', from: "  '%',\n]", to: "  '%', 'instanceof',\n]" },
  { file: 'program.ts', from: "  '%',\n]", to: "  '%', '**',\n]" },
  { file: 'program.ts', from: "['!', '-', '+']", to: "['!', '-', '+', 'typeof']" },
  { file: 'program.ts', from: "['!', '-', '+']", to: "['!', '-', '+', 'void']" },
  { file: 'program.ts', from: "['!', '-', '+']", to: "['!', '-', '+', 'delete']" },
  { file: 'program.ts', from: "  'upper',\n", to: "  'upper', 'eval',\n" },
  {
    file: 'parse-expression.ts',
    from: "if (name === 'it' || name === 'brand') return name;",
    to: "return 'it';",
  },
  {
    file: 'parse-expression.ts',
    from: 'if (source.slice(node.start, node.end) === name) return;',
    to: 'return;',
  },
  {
    file: 'parse-expression.ts',
    from: 'default:\n      throw refusalOf(js);',
    to: "default:\n      return { kind: 'undefined' };",
  },
  {
    file: 'parse-expression.ts',
    from: "if (value.type === 'SpreadElement') throw refusalOf(value);",
    to: "if (value.type === 'SpreadElement') return next(value.argument);",
  },
  { file: 'parse-expression.ts', from: 'if (!takesRecord(name)) throw refusalOf(value);', to: '' },
  { file: 'parse-expression.ts', from: 'if (property.computed || ', to: 'if (' },
  { file: 'parse-expression.ts', from: 'if (!js.computed && property', to: 'if (property' },
  { file: 'parse-expression.ts', from: '&& isIndex(property.value)', to: '' },
  { file: 'parse-expression.ts', from: 'Number.isFinite(value)) return {', to: 'true) return {' },
  { file: 'parse-expression.ts', from: 'if (js.optional) throw', to: 'if (false) throw' },
  {
    file: 'parse-expression.ts',
    from: 'if (depth > templateLimits.expressionDepth)',
    to: 'if (false)',
  },
  { file: 'parse-expression.ts', from: 'if (!isBlock)', to: 'if (false)' },
  { file: 'compile-template.ts', from: 'if (!/^(?:', to: 'if (false && !/^(?:' },
  {
    file: 'compile-template.ts',
    from: 'if (source.length > templateLimits.sourceUnits)',
    to: 'if (false)',
  },
  {
    file: 'scan-tags.ts',
    from: 'if (close.start - start > templateLimits.tagUnits)',
    to: 'if (false)',
  },
  // Blocks.
  { file: 'parse-control.ts', from: "if (keyword !== 'const' || of !== 'of')", to: 'if (false)' },
  { file: 'parse-control.ts', from: 'if (!nameForm.test(name))', to: 'if (false)' },
  { file: 'parse-control.ts', from: 'takenNames.has(name) || ', to: '' },
  { file: 'parse-control.ts', from: 'isForbiddenKey(name) || ', to: '' },
  { file: 'parse-control.ts', from: ' || scope.variables.has(name)', to: '' },
  { file: 'parse-control.ts', from: "if (list.kind !== 'path')", to: 'if (false)' },
  {
    file: 'parse-control.ts',
    from: 'if (take(cursor, blockOpening) === undefined)',
    to: 'if (take(cursor, blockOpening) === null)',
  },
  {
    file: 'tree-builder.ts',
    from: 'if (this.#parents.length >= templateLimits.blockDepth)',
    to: 'if (false)',
  },
  { file: 'tree-builder.ts', from: 'if (this.#parents.length === 0) return', to: 'return' },
  { file: 'parse-include.ts', from: 'if (signature === undefined)', to: 'if (false)' },
  // What a rendering can reach, and how long it can take.
  { file: 'write-expression.ts', from: '&&hasOwn(t,', to: '&&Boolean(' },
  {
    file: 'write-expression.ts',
    from: ': JSON.stringify(value);\n};',
    to: ': `"$' + '{value}"`;\n};',
  },
  {
    file: 'operators.ts',
    from: "operator === '+' && isText(left) && isText(right)",
    to: "operator === '+'",
  },
  {
    file: 'runtime.ts',
    from: "if (typeof value === 'number' && Number.isFinite(value)) return String(value);",
    to: 'return String(value);',
  },
  { file: 'runtime.ts', from: 's.iterations > templateLimits.iterations', to: 'false' },
  {
    file: 'write-program.ts',
    from: 'return `if(o.length>$' + '{templateLimits.outputBytes})tooLarge($' + '{at});`;',
    to: "return '';",
  },
  { file: 'run-state.ts', from: 'if (state.work > templateLimits.work)', to: 'if (false)' },
  {
    file: 'runtime.ts',
    from: 'if (text.length <= templateLimits.outputBytes) return text;',
    to: 'return text;',
  },
  // What data can do to the text around it.
  {
    file: 'escape-value.ts',
    from: 'special.test(value) ? escapeAll(value) : value',
    to: 'value',
  },
  { file: 'escape-value.ts', from: "case 0x27:\n      return '&#39;';", to: '' },
  { file: 'escape-value.ts', from: "case 0x22:\n      return '&quot;';", to: '' },
  { file: 'escape-value.ts', from: 'safeUrl.test(value) && ', to: '' },
  { file: 'escape-value.ts', from: ' && !controls.test(value)', to: '' },
  { file: 'escape-value.ts', from: "if (path.split('/').includes('..'))", to: 'if (false)' },
  { file: 'escape-value.ts', from: '.replace(/[?#]/g, encodeURIComponent)', to: '' },
  { file: 'escape-value.ts', from: 'if (!plainCss.test(value))', to: 'if (false)' },
  { file: 'escape-value.ts', from: 'line: cleanLine', to: 'line: (value) => value' },
  { file: 'run-program.ts', from: 'isLine ? cleanLine(written) : written', to: 'written' },
  { file: 'runtime.ts', from: '      escapeModes.url(text);\n', to: '' },
  {
    file: 'sanitize-html.ts',
    from: "balanceTags(filter.process(html.replace(loneLessThan, '&lt;')))",
    to: 'html',
  },
  {
    file: 'sanitize-html.ts',
    from: "balanceTags(filter.process(html.replace(loneLessThan, '&lt;')))",
    to: 'filter.process(html)',
  },
  {
    file: 'place-outputs.ts',
    from: "if (place.kind === 'before-value') throw",
    to: "if (place.kind === 'before-value') return 'html'; if (false) throw",
  },
  { file: 'place-outputs.ts', from: "if (place.quote === '') throw", to: 'if (false) throw' },
  {
    file: 'place-outputs.ts',
    from: "if (place.kind !== 'value') {",
    to: "if (place.kind !== 'value') return 'html'; {",
  },
  { file: 'place-outputs.ts', from: " && place.element !== 'style'", to: '' },
  { file: 'place-outputs.ts', from: "if (place.name === 'style') return 'css';", to: '' },
  {
    file: 'place-outputs.ts',
    from: "isUrlAttribute(place.name) ? urlModeAt(place.name, place.read, at) : 'html'",
    to: "'html'",
  },
  {
    file: 'place-outputs.ts',
    from: "if (place.kind === 'text') return 'sanitized-html';",
    to: "return 'sanitized-html';",
  },
  { file: 'place-outputs.ts', from: 'if (draft.isRaw) throw', to: 'if (false) throw' },
  {
    file: 'place-outputs.ts',
    from: "if (place.kind !== 'text') {\n    const end",
    to: 'if (false) {\n    const end',
  },
  {
    file: 'place-outputs.ts',
    from: 'if (JSON.stringify(one) === JSON.stringify(other)) return one;',
    to: 'return one;',
  },
  { file: 'html-place.ts', from: "    'select',\n", to: '' },
  { file: 'html-place.ts', from: 'if (refusedElements.has(local))', to: 'if (false)' },
  { file: 'html-place.ts', from: 'if (/^on/.test(name)) throw', to: 'if (false) throw' },
  { file: 'html-place.ts', from: "if (name === 'srcdoc') throw", to: 'if (false) throw' },
  { file: 'html-place.ts', from: "if (name === 'http-equiv' && ", to: 'if (false && ' },
  { file: 'html-place.ts', from: 'if (/[:&\\p{Cc}]/u.test(value))', to: 'if (false)' },
  { file: 'html-place.ts', from: '[:&\\p{Cc}]', to: '[:\\p{Cc}]' },
  { file: 'html-place.ts', from: 'if (place.isEnd) throw', to: 'if (false) throw' },
  { file: 'html-place.ts', from: 'if (oddInName.test(character))', to: 'if (false)' },
  { file: 'html-place.ts', from: "tail === '' || tail === '-' || ", to: '' },
  { file: 'html-place.ts', from: " || tail.endsWith('--!')", to: '' },
];
