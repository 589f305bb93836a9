import {
  binaryOperators,
  type Expression,
  helperNames,
  isForbiddenKey,
  logicalOperators,
  unaryOperators,
} from './program.ts';

/** JavaScript for a piece of a program, and what running it costs in units of work. */
export interface Written {
  readonly code: string;
  readonly cost: number;
}

/** A program holds what no template can say; it was not made by this version's compiler. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** A call of Intl takes about as long as this many nodes. */
const callCost = 20;

/**
 * Writes an expression as JavaScript. Strings and numbers of the program go through JSON, names and
 * operators are looked up in the closed lists of program.ts; nothing else of it reaches the code.
 */
export const writeExpression = (expression: Expression): Written => {
  switch (expression.kind) {
    case 'literal':
      return { code: quote(expression.value), cost: 1 };
    case 'undefined':
      return { code: 'undefined', cost: 1 };
    case 'path':
      return writePath(expression);
    case 'unary': {
      const { code, cost } = writeExpression(expression.value);
      const operator = known(unaryOperators, expression.operator);
      return {
        code: operator === '!' ? `(!${code})` : `sign("${operator}",${code})`,
        cost: cost + 1,
      };
    }
    case 'binary':
      return writeBinary(expression);
    case 'logical': {
      const left = writeExpression(expression.left);
      const right = writeExpression(expression.right);
      const operator = known(logicalOperators, expression.operator);
      return { code: `(${left.code}${operator}${right.code})`, cost: left.cost + right.cost };
    }
    case 'conditional': {
      const parts = [expression.test, expression.whenTrue, expression.whenFalse];
      const [test, whenTrue, whenFalse] = parts.map((part) => writeExpression(part));
      return {
        code: `(${test?.code}?${whenTrue?.code}:${whenFalse?.code})`,
        cost: costOf([test, whenTrue, whenFalse]),
      };
    }
    case 'concat': {
      const parts = expression.parts.map((part) => writeExpression(part));
      return { code: `concat(s,[${codes(parts)}],${integer(expression.at)})`, cost: costOf(parts) };
    }
    case 'call': {
      const values = expression.values.map((value) => writeExpression(value));
      const name = known(helperNames, expression.name);
      return {
        code: `call(s,"${name}",[${codes(values)}],${integer(expression.at)})`,
        cost: costOf(values) + callCost,
      };
    }
    case 'rows': {
      const rows = expression.rows.map(({ label, value }) => {
        const row = [writeExpression(label), writeExpression(value)];
        return { code: `[${codes(row)}]`, cost: costOf(row) };
      });
      return { code: `[${codes(rows)}]`, cost: costOf(rows) };
    }
    case 'record': {
      const fields = expression.fields.map(({ name, value }) => {
        const { code, cost } = writeExpression(value);
        return { code: `[${quote(name)},${code}]`, cost };
      });
      return { code: `record([${codes(fields)}])`, cost: costOf(fields) };
    }
  }
};

/** A string, number, boolean or null of the program as JavaScript. */
export const quote = (value: string | number | boolean | null): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ProgramError('a number');
  return typeof value === 'number' && value < 0
    ? `(${JSON.stringify(value)})`
    : JSON.stringify(value);
};

/** A count or offset of the program as JavaScript. */
export const integer = (value: number): string => {
  if (!Number.isSafeInteger(value) || value < 0) throw new ProgramError('an integer');
  return String(value);
};

/** A name out of a closed list. */
export const known = <Name extends string>(names: readonly Name[], name: string): Name => {
  const found = names.find((candidate) => candidate === name);
  if (found === undefined) throw new ProgramError('a name');
  return found;
};

/** Own properties alone; what is not there, and what is only inherited, is undefined. */
function writePath({ root, keys }: Extract<Expression, { kind: 'path' }>): Written {
  let code = typeof root === 'number' ? `x${integer(root)}` : known(['it', 'brand'], root);
  for (const key of keys) {
    if (typeof key === 'string' && isForbiddenKey(key)) throw new ProgramError('a key');
    const name = typeof key === 'number' ? integer(key) : quote(key);
    code =
      key === 'length'
        ? `lengthOf(${code})`
        : // In place, so that V8 keeps one cache for each place that reads.
          `((t=${code})!==null&&typeof t==="object"&&hasOwn(t,${name})?t[${name}]:undefined)`;
  }
  return { code, cost: keys.length + 1 };
}

function writeBinary(expression: Extract<Expression, { kind: 'binary' }>): Written {
  const left = writeExpression(expression.left);
  const right = writeExpression(expression.right);
  const operator = known(binaryOperators, expression.operator);
  const cost = left.cost + right.cost + 1;
  const isEquality = operator === '===' || operator === '!==';
  if (isEquality && (isFixed(expression.left) || isFixed(expression.right))) {
    return { code: `(${left.code}${operator}${right.code})`, cost };
  }
  const at = integer(expression.at);
  return { code: `binary(s,"${operator}",${left.code},${right.code},${at})`, cost };
}

/** Comparing with what is written in the template takes no longer than that is. */
function isFixed({ kind }: Expression): boolean {
  return kind === 'literal' || kind === 'undefined';
}

function codes(parts: readonly Written[]): string {
  return parts.map(({ code }) => code).join(',');
}

function costOf(parts: readonly (Written | undefined)[]): number {
  return parts.reduce((sum, part) => sum + (part?.cost ?? 0), 1);
}
