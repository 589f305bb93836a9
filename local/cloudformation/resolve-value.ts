/** What a template's intrinsic functions need to know of the world around a value. */
export interface Scope {
  /** What `Ref` gives: a resource's physical id, a parameter or a pseudo parameter; undefined for AWS::NoValue. */
  ref(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  condition(name: string): boolean;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** A template value with its intrinsic functions replaced by what they mean. */
export const resolveValue = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined);
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const [name, argument] = only;
    const intrinsic = intrinsics[name];
    if (intrinsic !== undefined) return intrinsic(argument, scope);
    if (name.startsWith('Fn::')) throw new Error(`The local cloud does not know ${name}.`);
  }
  return Object.fromEntries(
    entries
      .map(([name, item]) => [name, resolveValue(item, scope)] as const)
      .filter(([, item]) => item !== undefined),
  );
};

/** A condition's expression as true or false. */
export const resolveCondition = (expression: unknown, scope: Scope): boolean => {
  const value = resolveValue(expression, scope);
  if (typeof value !== 'boolean') throw new Error(`Not a condition: ${JSON.stringify(expression)}`);
  return value;
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = Array.isArray(argument)
      ? argument.map((part) => text(resolveValue(part, scope)))
      : text(argument).split('.');
    return scope.attribute(logicalId ?? '', attribute.join('.'));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(resolveValue(argument, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = record(resolveValue(argument, scope));
    return scope.stackOutput(text(StackName), text(OutputName));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = list(argument);
    return list(resolveValue(items, scope)).map(text).join(text(delimiter));
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, value] = list(argument);
    return text(resolveValue(value, scope)).split(text(delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(resolveValue(argument, scope));
    const selected = list(items)[Number(index)];
    if (selected === undefined) throw new Error(`Fn::Select finds nothing at ${String(index)}.`);
    return selected;
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return substitute(text(template), record(resolveValue(variables, scope)), scope);
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(text(resolveValue(argument, scope))).toString('base64'),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument);
    return resolveValue(scope.condition(text(condition)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(resolveValue(argument, scope));
    return String(left) === String(right);
  },
  'Fn::And': (argument, scope) => list(argument).every((item) => resolveCondition(item, scope)),
  'Fn::Or': (argument, scope) => list(argument).some((item) => resolveCondition(item, scope)),
  'Fn::Not': (argument, scope) => !resolveCondition(list(argument)[0], scope),
  Condition: (argument, scope) =>
    // The same word names a condition inside a condition and the conditions of an IAM statement.
    typeof argument === 'string'
      ? scope.condition(argument)
      : { Condition: resolveValue(argument, scope) },
};

function substitute(template: string, variables: Readonly<Record<string, unknown>>, scope: Scope) {
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in variables) return text(variables[name]);
    const [logicalId = '', ...attribute] = name.split('.');
    return text(
      attribute.length === 0 ? scope.ref(name) : scope.attribute(logicalId, attribute.join('.')),
    );
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new Error(`Expected an object, got ${JSON.stringify(value)}.`);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`Expected a list, got ${JSON.stringify(value)}.`);
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new Error(`Expected a string, got ${JSON.stringify(value)}.`);
}
