import { ExpressionError } from './expression-error.ts';
import type { Substitutes } from './operands.ts';

/** DynamoDB refuses names and values that no expression uses. */
export const refuseUnused = (
  update: string | undefined,
  condition: string | undefined,
  { names, values }: Substitutes,
): void => {
  const inUpdate = placeholdersOf(update);
  const inCondition = placeholdersOf(condition);
  const refuse = (given: Readonly<Record<string, unknown>>) => {
    for (const name in given) {
      if (!inUpdate.has(name) && !inCondition.has(name))
        throw new ExpressionError(`${name} is unused in: ${update ?? ''} | ${condition ?? ''}`);
    }
  };
  refuse(names);
  refuse(values);
};

const placeholders = new Map<string, ReadonlySet<string>>();

const noPlaceholders: ReadonlySet<string> = new Set();

function placeholdersOf(text: string | undefined): ReadonlySet<string> {
  if (text === undefined) return noPlaceholders;
  const known = placeholders.get(text);
  if (known !== undefined) return known;
  const found = new Set(text.match(/[#:]\w+/g) ?? []);
  placeholders.set(text, found);
  return found;
}
