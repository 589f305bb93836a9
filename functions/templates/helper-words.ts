import { closestTo } from './closest-to.ts';
import type { Expression } from './program.ts';

type Call = Extract<Expression, { kind: 'call' }>;

const pluralForm = /^(?:zero|one|two|few|many|other|=-?\d+(?:\.\d+)?)$/;

/** What is wrong with the words that a call is made with: its message, or its plural forms. */
export const wordsOf = (call: Call, messages: ReadonlyMap<string, string>): readonly string[] => {
  if (call.name === 't') return messageProblems(call, messages);
  return call.name === 'plural' ? formProblems(call) : [];
};

function formProblems({ values: [, forms] }: Call): readonly string[] {
  if (forms?.kind !== 'record') return [];
  const given = forms.fields.map(({ name }) => name);
  const known = 'zero, one, two, few, many, other, and =0 for a number';
  const odd = given
    .filter((name) => !pluralForm.test(name))
    .map((name) => `plural() has no form ${name}; there are ${known}`);
  if (given.includes('other')) return odd;
  return [...odd, 'plural() needs the form other, for every count that has none of its own'];
}

function messageProblems(
  { values: [key, values] }: Call,
  messages: ReadonlyMap<string, string>,
): readonly string[] {
  const name = key?.kind === 'literal' && typeof key.value === 'string' ? key.value : '';
  const text = messages.get(name);
  if (text === undefined) {
    return [`t() knows no message '${name}'${closestTo(name, [...messages.keys()])}`];
  }
  const given = values?.kind === 'record' ? values.fields.map((field) => field.name) : [];
  const needed = [...text.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
  return [...new Set(needed)]
    .filter((field) => !given.includes(field))
    .map((field) => `the message '${name}' needs ${field}: t('${name}', { ${field}: ... })`);
}
