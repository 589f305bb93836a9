import { keyOf, type PathExpression } from './declared-path.ts';
import type { Expression } from './program.ts';

/** What is known of paths in a place: that they are not undefined, and that they are not null. */
export class Presence {
  readonly #known: ReadonlySet<string>;
  readonly #outer: Presence | undefined;

  constructor(known: ReadonlySet<string> = new Set(), outer?: Presence) {
    this.#known = known;
    this.#outer = outer;
  }

  isDefined(path: PathExpression): boolean {
    return this.#has(`defined ${keyOf(path)}`);
  }

  isNotNull(path: PathExpression): boolean {
    return this.#has(`not null ${keyOf(path)}`);
  }

  /** What is known where a test has come out true, or false. */
  after(test: Expression, isTrue: boolean): Presence {
    const known = knownAfter(test, isTrue);
    return known.size === 0 ? this : new Presence(known, this);
  }

  #has(fact: string): boolean {
    if (this.#known.has(fact) || this.#outer === undefined) return this.#known.has(fact);
    return this.#outer.#has(fact);
  }
}

type Facts = ReadonlySet<string>;

const nothing: Facts = new Set();

function knownAfter(test: Expression, isTrue: boolean): Facts {
  switch (test.kind) {
    case 'path':
      return isTrue ? presenceOf(test) : nothing;
    case 'unary':
      return test.operator === '!' ? knownAfter(test.value, !isTrue) : nothing;
    case 'binary':
      return knownAfterEquality(test, isTrue);
    case 'logical': {
      const { operator, left, right } = test;
      if (operator === '??') return either(knownAfter(left, isTrue), knownAfter(right, isTrue));
      const isBoth = (operator === '&&') === isTrue;
      if (isBoth) return both(knownAfter(left, isTrue), knownAfter(right, isTrue));
      // The right side was looked at only where the left one came out otherwise.
      return either(
        knownAfter(left, isTrue),
        both(knownAfter(left, !isTrue), knownAfter(right, isTrue)),
      );
    }
    case 'conditional':
      return either(
        both(knownAfter(test.test, true), knownAfter(test.whenTrue, isTrue)),
        both(knownAfter(test.test, false), knownAfter(test.whenFalse, isTrue)),
      );
    default:
      return nothing;
  }
}

function knownAfterEquality(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  isTrue: boolean,
): Facts {
  if (operator !== '===' && operator !== '!==') return nothing;
  const isEqual = (operator === '===') === isTrue;
  const [path, other] = left.kind === 'path' ? [left, right] : [right, left];
  if (path.kind !== 'path') return nothing;
  if (other.kind === 'undefined') return isEqual ? nothing : definednessOf(path);
  if (other.kind === 'literal' && other.value === null) {
    return isEqual ? definednessOf(path) : new Set([notNull(path)]);
  }
  const isText = other.kind === 'literal' || other.kind === 'concat' || other.kind === 'call';
  return isEqual && isText ? presenceOf(path) : nothing;
}

/** It is there, and so is everything on the way to it. */
function presenceOf(path: PathExpression): Facts {
  return new Set([...definednessOf(path), notNull(path)]);
}

/** It is not undefined; what it is read from is neither undefined nor null. */
function definednessOf(path: PathExpression): Facts {
  const facts = new Set([`defined ${keyOf(path)}`]);
  for (let depth = 0; depth < path.keys.length; depth += 1) {
    const holder = { ...path, keys: path.keys.slice(0, depth) };
    facts.add(`defined ${keyOf(holder)}`).add(notNull(holder));
  }
  return facts;
}

function notNull(path: PathExpression): string {
  return `not null ${keyOf(path)}`;
}

function both(some: Facts, others: Facts): Facts {
  return new Set([...some, ...others]);
}

function either(some: Facts, others: Facts): Facts {
  return new Set([...some].filter((fact) => others.has(fact)));
}
