import { expect, test } from 'vitest';
import { resolveValue, type Scope } from '#local/cloudformation/resolve-value.ts';

const scope: Scope = {
  ref: (id) => (id === 'AWS::NoValue' ? undefined : `ref-${id}`),
  attribute: (id, attribute) => `${id}.${attribute}`,
  importValue: (name) => `import-${name}`,
  stackOutput: (stack, output) => `${stack}/${output}`,
  condition: (name) => name === 'Yes',
};

test.each([
  ['Ref', { Ref: 'Queue' }, 'ref-Queue'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue.Arn'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue.Arn'],
  ['ImportValue', { 'Fn::ImportValue': 'Data:Table' }, 'import-Data:Table'],
  [
    'GetStackOutput',
    { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Table' } },
    'Data/Table',
  ],
  ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 3]] }, 'a/ref-B/3'],
  ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'X' }] }] }, 'X'],
  [
    'Sub',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is CloudFormation's syntax
    { 'Fn::Sub': ['${A} ${Queue} ${Queue.Arn} ${!Kept}', { A: { Ref: 'B' } }] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is CloudFormation's syntax
    'ref-B ref-Queue Queue.Arn ${Kept}',
  ],
  ['If', { 'Fn::If': ['Yes', { Ref: 'A' }, 'no'] }, 'ref-A'],
  ['If not', { 'Fn::If': ['No', 'yes', { Ref: 'AWS::NoValue' }] }, undefined],
  [
    'Not, And, Or, Equals',
    { 'Fn::Not': [{ 'Fn::And': [{ 'Fn::Equals': [1, '1'] }, { Condition: 'No' }] }] },
    true,
  ],
  [
    'what is nested',
    { A: [{ B: { Ref: 'C' } }, { Ref: 'AWS::NoValue' }] },
    { A: [{ B: 'ref-C' }] },
  ],
])('resolves %s', (_name, value, expected) => {
  expect(resolveValue(value, scope)).toEqual(expected);
});

test('refuses a function that it does not know, instead of passing it on', () => {
  expect(() => resolveValue({ 'Fn::Cidr': [] }, scope)).toThrow('Fn::Cidr');
});
