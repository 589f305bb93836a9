/** A step into a document: a name as it stands, or a placeholder that ExpressionAttributeNames resolves. */
export type Path = readonly string[];

/** What an expression computes with. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Operand }
  | { readonly kind: 'list_append'; readonly first: Operand; readonly second: Operand }
  | {
      readonly kind: '+' | '-';
      readonly first: Operand;
      readonly second: Operand;
    };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly first: Condition; readonly second: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'exists' | 'not_exists'; readonly path: Path }
  /** A list, and what may stand in it. */
  | { readonly kind: 'contains'; readonly path: Path; readonly operand: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly first: Operand;
      readonly second: Operand;
    };

export interface Update {
  readonly sets: readonly { readonly path: Path; readonly operand: Operand }[];
  readonly removes: readonly Path[];
  /** Numbers, added to what is there or to nothing. */
  readonly adds: readonly { readonly path: Path; readonly operand: Operand }[];
}

const tokenPattern = /\s*([#:]?[A-Za-z_][\w-]*|<=|>=|<>|[=<>(),.+-])/y;
const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** The part of DynamoDB's expression language that Herald and Powertools use; anything else throws. */
export const parseCondition = (text: string): Condition => parse(text, parseOr);

/** SET, ADD and REMOVE clauses. */
export const parseUpdate = (text: string): Update => parse(text, parseClauses);

/** Tokens, read from the front. */
interface Reader {
  peek(): string | undefined;
  take(): string;
  /** Takes the token if it is next, whatever its case. */
  accept(token: string): boolean;
  expect(token: string): void;
}

function parse<Tree>(text: string, parser: (reader: Reader) => Tree): Tree {
  const tokens = tokensOf(text);
  let position = 0;
  const peek = () => tokens[position];
  const take = () => {
    const token = tokens[position];
    if (token === undefined) throw new Error(`${text} ends too early`);
    position += 1;
    return token;
  };
  const accept = (token: string) => {
    if (peek()?.toLowerCase() !== token.toLowerCase()) return false;
    position += 1;
    return true;
  };
  const expect = (token: string) => {
    if (!accept(token)) throw new Error(`Expected ${token} instead of ${peek()} in ${text}`);
  };
  const tree = parser({ peek, take, accept, expect });
  if (peek() !== undefined) throw new Error(`Unexpected ${peek()} in ${text}`);
  return tree;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let index = 0;
  while (text.slice(index).trim() !== '') {
    tokenPattern.lastIndex = index;
    const token = tokenPattern.exec(text)?.[1];
    if (token === undefined) throw new Error(`Cannot read ${text.slice(index)} of ${text}`);
    tokens.push(token);
    index = tokenPattern.lastIndex;
  }
  return tokens;
}

function parseOr(reader: Reader): Condition {
  let first = parseAnd(reader);
  while (reader.accept('OR')) first = { kind: 'or', first, second: parseAnd(reader) };
  return first;
}

function parseAnd(reader: Reader): Condition {
  let first = parseTerm(reader);
  while (reader.accept('AND')) first = { kind: 'and', first, second: parseTerm(reader) };
  return first;
}

function parseTerm(reader: Reader): Condition {
  if (reader.accept('NOT')) return { kind: 'not', condition: parseTerm(reader) };
  if (reader.accept('(')) {
    const condition = parseOr(reader);
    reader.expect(')');
    return condition;
  }
  if (reader.accept('attribute_exists')) return { kind: 'exists', path: parseInParens(reader) };
  if (reader.accept('attribute_not_exists'))
    return { kind: 'not_exists', path: parseInParens(reader) };
  if (reader.accept('contains')) {
    reader.expect('(');
    const path = parsePath(reader);
    reader.expect(',');
    const operand = parseOperand(reader);
    reader.expect(')');
    return { kind: 'contains', path, operand };
  }
  const first = parseOperand(reader);
  if (reader.accept('IN')) {
    reader.expect('(');
    const list = [parseOperand(reader)];
    while (reader.accept(',')) list.push(parseOperand(reader));
    reader.expect(')');
    return { kind: 'in', operand: first, list };
  }
  if (reader.accept('BETWEEN')) {
    const from = parseOperand(reader);
    reader.expect('AND');
    const to = parseOperand(reader);
    return {
      kind: 'and',
      first: { kind: 'compare', comparator: '>=', first, second: from },
      second: { kind: 'compare', comparator: '<=', first, second: to },
    };
  }
  const comparator = reader.take();
  if (!isComparator(comparator)) throw new Error(`${comparator} compares nothing`);
  return { kind: 'compare', comparator, first, second: parseOperand(reader) };
}

function isComparator(token: string): token is Comparator {
  return comparators.has(token);
}

function parseInParens(reader: Reader): Path {
  reader.expect('(');
  const path = parsePath(reader);
  reader.expect(')');
  return path;
}

function parseClauses(reader: Reader): Update {
  const sets: Update['sets'][number][] = [];
  const removes: Path[] = [];
  const adds: Update['adds'][number][] = [];
  while (reader.peek() !== undefined) {
    if (reader.accept('SET')) {
      do {
        const path = parsePath(reader);
        reader.expect('=');
        sets.push({ path, operand: parseSum(reader) });
      } while (reader.accept(','));
    } else if (reader.accept('ADD')) {
      do adds.push({ path: parsePath(reader), operand: parseOperand(reader) });
      while (reader.accept(','));
    } else {
      reader.expect('REMOVE');
      do removes.push(parsePath(reader));
      while (reader.accept(','));
    }
  }
  return { sets, removes, adds };
}

function parseSum(reader: Reader): Operand {
  const first = parseOperand(reader);
  if (reader.accept('+')) return { kind: '+', first, second: parseOperand(reader) };
  if (reader.accept('-')) return { kind: '-', first, second: parseOperand(reader) };
  return first;
}

function parseOperand(reader: Reader): Operand {
  if (reader.accept('if_not_exists')) {
    reader.expect('(');
    const path = parsePath(reader);
    reader.expect(',');
    const otherwise = parseOperand(reader);
    reader.expect(')');
    return { kind: 'if_not_exists', path, otherwise };
  }
  if (reader.accept('list_append')) {
    reader.expect('(');
    const first = parseOperand(reader);
    reader.expect(',');
    const second = parseOperand(reader);
    reader.expect(')');
    return { kind: 'list_append', first, second };
  }
  if (reader.peek()?.startsWith(':')) return { kind: 'value', name: reader.take() };
  return { kind: 'path', path: parsePath(reader) };
}

function parsePath(reader: Reader): Path {
  const path = [reader.take()];
  while (reader.accept('.')) path.push(reader.take());
  return path;
}
