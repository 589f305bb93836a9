import { ExpressionError, parsed } from './expression-error.ts';
import { evaluate, type Item, isItem, nameOf, type Substitutes, valueAt } from './operands.ts';
import { type Path, parseUpdate, type Update } from './parser.ts';

const updates = new Map<string, Update>();

/** The item as an update leaves it; what it does not touch is shared with the one before. */
export const applyUpdate = (text: string, item: Item, substitutes: Substitutes): Item => {
  const update = updates.get(text) ?? parseWhole(text);
  const assignments = update.sets.map(({ path, operand }) => {
    const value = evaluate(operand, item, substitutes);
    if (value === undefined) throw new ExpressionError(`${text} sets an attribute that is missing`);
    return [path, value] as const;
  });
  for (const { path, operand } of update.adds) {
    const before = valueAt(item, path, substitutes) ?? 0;
    const added = evaluate(operand, item, substitutes);
    if (typeof before !== 'number' || typeof added !== 'number')
      throw new ExpressionError(`${text} adds what is no number`);
    assignments.push([path, before + added]);
  }
  const copies = new Set<object>();
  const changed = { ...item };
  for (const [path, value] of assignments) {
    const step = nameOf(path.at(-1) ?? '', substitutes);
    const parent = parentOf(changed, path, substitutes, copies);
    if (parent === undefined)
      throw new ExpressionError(`${path.join('.')} leads nowhere in this item: ${text}`);
    parent[step] = value;
  }
  for (const path of update.removes) {
    const parent = parentOf(changed, path, substitutes, copies);
    if (parent !== undefined) delete parent[nameOf(path.at(-1) ?? '', substitutes)];
  }
  return changed;
};

function parseWhole(text: string): Update {
  const update = parsed(text, parseUpdate);
  refuseOverlap(
    [...[...update.sets, ...update.adds].map(({ path }) => path), ...update.removes],
    text,
  );
  updates.set(text, update);
  return update;
}

/** A copy of what holds the last step of a path, made once, all the way down; undefined if there is none. */
function parentOf(
  item: Record<string, unknown>,
  path: Path,
  substitutes: Substitutes,
  copies: Set<object>,
): Record<string, unknown> | undefined {
  let parent = item;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const step = nameOf(path[depth] ?? '', substitutes);
    const inner = parent[step];
    if (!isItem(inner)) return undefined;
    const copy: Record<string, unknown> = copies.has(inner) ? inner : { ...inner };
    copies.add(copy);
    parent[step] = copy;
    parent = copy;
  }
  return parent;
}

function refuseOverlap(paths: readonly Path[], text: string): void {
  const seen = paths.map((path) => path.join('\u0000'));
  for (const [index, one] of seen.entries()) {
    for (const other of seen.slice(index + 1)) {
      if (one === other || one.startsWith(`${other}\u0000`) || other.startsWith(`${one}\u0000`))
        throw new ExpressionError(`Two paths of ${text} overlap`);
    }
  }
}
