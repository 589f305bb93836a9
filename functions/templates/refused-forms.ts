import type { Node } from 'acorn';
import { binaryOperators, logicalOperators, unaryOperators } from './program.ts';
import { TemplateRefusal } from './template-problem.ts';

/** Refuses an operator that templates do not have. */
export function operatorRefusal(at: number, operator: string): TemplateRefusal {
  if (operator === '==' || operator === '!=') {
    return new TemplateRefusal(at, `write ${operator}= in place of ${operator}`);
  }
  const allowed = [...unaryOperators, ...binaryOperators, ...logicalOperators];
  return new TemplateRefusal(
    at,
    `templates have no operator ${operator}; there are ${[...new Set(allowed)].join(' ')} and ?:`,
  );
}

const refusedForms: Readonly<Record<string, string>> = {
  ArrayExpression: 'lists come from data; add the list to the data',
  ArrowFunctionExpression: 'templates define no functions; compute the value before sending',
  AssignmentExpression: 'templates assign nothing; compare with ===, compute before sending',
  AwaitExpression: 'templates wait for nothing; put the value into the data',
  ClassExpression: 'templates define no classes',
  FunctionExpression: 'templates define no functions; compute the value before sending',
  ImportExpression: 'templates import nothing; include partials instead',
  MetaProperty: 'templates see data alone: it.name',
  NewExpression: 'templates construct nothing; put the value into the data',
  ObjectExpression: 'records stand only in t(), plural() and include(); put others into the data',
  SequenceExpression: 'write one expression, without a comma',
  SpreadElement: 'write the values out, without ...',
  TaggedTemplateExpression: 'nothing can be called with a template string',
  ThisExpression: 'data is it, not this',
  UpdateExpression: 'templates count nothing; put the number into the data',
  YieldExpression: 'templates yield nothing',
};

/** Refuses a form of JavaScript, with what to write instead. */
export function refusalOf(node: Node): TemplateRefusal {
  const said = refusedForms[node.type] ?? `templates have no ${node.type}`;
  return new TemplateRefusal(node.start, said);
}
