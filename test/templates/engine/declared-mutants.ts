import type { Mutant } from './mutants.ts';

/** Every guard of what content may use of its data; without any one of them a hole must get through. */
export const useMutants: readonly Mutant[] = [
  // What a test answers for.
  {
    file: 'presence.ts',
    from: 'return isTrue ? presenceOf(test) : nothing;',
    to: 'return presenceOf(test);',
  },
  {
    file: 'presence.ts',
    from: 'knownAfter(test.value, !isTrue)',
    to: 'knownAfter(test.value, true)',
  },
  { file: 'presence.ts', from: "(operator === '&&') === isTrue", to: "operator === '&&'" },
  { file: 'presence.ts', from: 'if (isBoth) return', to: 'return' },
  {
    file: 'presence.ts',
    from: 'return new Set([...some].filter((fact) => others.has(fact)));',
    to: 'return new Set([...some, ...others]);',
  },
  {
    file: 'presence.ts',
    from: 'isEqual ? nothing : definednessOf(path)',
    to: 'definednessOf(path)',
  },
  { file: 'presence.ts', from: 'isEqual && isText ?', to: 'isText ?' },
  { file: 'presence.ts', from: 'isEqual && isText ?', to: 'isEqual ?' },
  {
    file: 'presence.ts',
    from: ': definednessOf(path);\n  if (other.kind',
    to: ': presenceOf(path);\n  if (other.kind',
  },
  { file: 'check-variables.ts', from: 'after(inner, test, false)', to: 'after(inner, test, true)' },
  {
    file: 'check-variables.ts',
    from: "after(place.scope, left, operator === '&&')",
    to: 'after(place.scope, left, true)',
  },
  {
    file: 'check-variables.ts',
    from: 'after(place.scope, test, isTrue)',
    to: 'after(place.scope, test, true)',
  },
  // What may be absent, and what is no text.
  { file: 'declared-values.ts', from: 'mayBeUndefined ||= step.isOptional;', to: '' },
  { file: 'declared-values.ts', from: 'mayBeUndefined ||= mayBeNull;', to: '' },
  {
    file: 'declared-values.ts',
    from: "...(mayBeNull ? [{ kind: 'null', path } as const] : []),",
    to: '',
  },
  {
    file: 'declared-path.ts',
    from: 'isOptional: key >= (node.minItems ?? 0)',
    to: 'isOptional: false',
  },
  {
    file: 'value-kind.ts',
    from: "new Set(['object', 'list'])",
    to: "new Set(['object', 'list', 'boolean'])",
  },
  {
    file: 'value-kind.ts',
    from: "new Set(['null', 'undefined'])",
    to: "new Set(['null', 'undefined', 'object'])",
  },
  {
    file: 'check-variables.ts',
    from: "['text', 'number'], expression",
    to: "['text', 'number', 'boolean'], expression",
  },
  {
    file: 'check-variables.ts',
    from: "['text', 'number'], expression",
    to: "['text', 'number', 'list'], expression",
  },
  {
    file: 'check-variables.ts',
    from: "(values, ['number'], expression",
    to: "(values, ['number', 'text'], expression",
  },
  { file: 'check-variables.ts', from: "!isOnly(others, 'text')", to: 'false' },
  {
    file: 'check-variables.ts',
    from: "operator === '!') return [{ kind: 'boolean' }]",
    to: "operator === '!') return [{ kind: 'text' }]",
  },
  {
    file: 'check-variables.ts',
    from: "list !== undefined && !list.types.includes('array')",
    to: 'false',
  },
  { file: 'check-variables.ts', from: "if (found?.format === 'html') return;", to: 'return;' },
  {
    file: 'declared-values.ts',
    from: 'path.keys.length === 1 && brand.has(field)',
    to: 'true',
  },
  { file: 'declared-values.ts', from: 'return { missing };', to: 'return undefined;' },
  {
    file: 'check-variables.ts',
    from: 'this.#isText(whatIsTrue(values), value, place.at);',
    to: '',
  },
  {
    file: 'check-variables.ts',
    from: 'this.#printed(part, { ...place, at: expression.at });',
    to: '',
  },
  // Helpers and messages.
  { file: 'check-variables.ts', from: 'values.length < fewest || ', to: '' },
  { file: 'check-variables.ts', from: ' || values.length > takes.length', to: '' },
  {
    file: 'check-variables.ts',
    from: 'this.#must(found, takes, value, at',
    to: 'this.#must([], takes, value, at',
  },
  {
    file: 'check-variables.ts',
    from: '!options.some((option) => option === value.value)',
    to: 'false',
  },
  {
    file: 'check-variables.ts',
    from: "if (takes !== 'record' || value.kind !== 'record') this",
    to: 'if (false) this',
  },
  {
    file: 'check-variables.ts',
    from: 'for (const field of fields) this.#printed(field.value, { scope, at });',
    to: '',
  },
  { file: 'helper-words.ts', from: "if (given.includes('other')) return odd;", to: 'return odd;' },
  { file: 'helper-words.ts', from: '!pluralForm.test(name)', to: 'false' },
  { file: 'helper-words.ts', from: '!given.includes(field)', to: 'false' },
  { file: 'check-variables.ts', from: 'if (items === undefined) return;', to: 'return;' },
  { file: 'check-template.ts', from: "if (rendered.kind === 'rendered') return", to: 'return' },
];

/** Every guard that a schema from outside meets; without any one of them a hostile one must get through. */
export const schemaMutants: readonly Mutant[] = [
  { file: 'read-schema.ts', from: 'if (depth > limits.depth)', to: 'if (depth > 5000)' },
  { file: 'read-schema.ts', from: 'if (this.#nodes > limits.nodes)', to: 'if (false)' },
  { file: 'read-schema.ts', from: 'if (Buffer.byteLength(text) > limits.bytes)', to: 'if (false)' },
  { file: 'read-schema.ts', from: `if (text.includes('"__proto__":'))`, to: 'if (false)' },
  {
    file: 'read-schema.ts',
    from: 'const Keywords = z.strictObject({',
    to: 'const Keywords = z.looseObject({',
  },
  { file: 'read-schema.ts', from: "root.types[0] !== 'object'", to: 'false' },
  { file: 'read-schema.ts', from: 'isForbiddenKey(name) || name in Object.prototype || ', to: '' },
  { file: 'read-schema.ts', from: ' || /^\\$|^$/.test(name)', to: '' },
  { file: 'read-schema.ts', from: 'if (types.length === 0)', to: 'if (false)' },
  { file: 'read-schema.ts', from: 'if (undeclared === undefined)', to: 'if (true)' },
  { file: 'read-schema.ts', from: "'date', 'date-time'", to: "'regex', 'date', 'date-time'" },
  { file: 'read-schema.ts', from: 'if (refusal !== undefined) throw', to: 'if (false) throw' },
  { file: 'safe-pattern.ts', from: "!pattern.startsWith('^') || ", to: '' },
  { file: 'safe-pattern.ts', from: 'ways *= waysOf(found)', to: 'ways = waysOf(found)' },
  { file: 'safe-pattern.ts', from: '[^\\\\^$.*+?()[\\]{}|]', to: '[^\\\\^$.*+?[\\]{}]' },
  { file: 'safe-pattern.ts', from: 'isValid(pattern) ? undefined', to: 'true ? undefined' },
  { file: 'safe-pattern.ts', from: 'if (pattern.length > maxLength)', to: 'if (false)' },
  { file: 'data-schema.ts', from: 'if (isForbiddenKey(key))', to: 'if (false)' },
  { file: 'data-schema.ts', from: 'if (!key.isWellFormed())', to: 'if (false)' },
  { file: 'data-schema.ts', from: "keyword === 'required'", to: 'false' },
  { file: 'data-schema.ts', from: "keyword === 'false'", to: 'false' },
];
