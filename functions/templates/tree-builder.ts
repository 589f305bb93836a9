import type { Control } from './parse-control.ts';
import type { Draft, DraftBranch } from './place-outputs.ts';
import type { Expression } from './program.ts';
import { templateLimits } from './template-limits.ts';
import { TemplateRefusal } from './template-problem.ts';

/** A block that is still open. */
interface Block {
  drafts: Draft[];
  readonly at: number;
  /** The loop variables within it, by name: their slots. */
  readonly variables: ReadonlyMap<string, number>;
  readonly purpose:
    | { readonly kind: 'source' }
    | { readonly kind: 'each'; readonly list: Expression; readonly slot: number }
    /** Without a test it is in its else. */
    | { readonly kind: 'if'; readonly branches: DraftBranch[]; test: Expression | undefined };
}

/** Puts pieces of a source together into a tree, in the order in which they stand there. */
export class TreeBuilder {
  readonly #parents: Block[] = [];
  #block: Block = { drafts: [], at: 0, variables: new Map(), purpose: { kind: 'source' } };

  get variables(): ReadonlyMap<string, number> {
    return this.#block.variables;
  }

  add(draft: Draft): void {
    this.#block.drafts.push(draft);
  }

  /** @throws TemplateRefusal for a step that does not fit the open blocks. */
  apply(step: Control): void {
    const { variables } = this.#block;
    if (step.kind === 'close') this.#close(step.at);
    else if (step.kind === 'else' || step.kind === 'else-if') this.#branch(step);
    else if (step.kind === 'if') {
      this.#open(step.at, variables, { kind: 'if', branches: [], test: step.test });
    } else {
      const slot = variables.size;
      const inner = new Map([...variables, [step.name, slot] as const]);
      this.#open(step.at, inner, { kind: 'each', list: step.list, slot });
    }
  }

  /** @throws TemplateRefusal where a block was not closed. */
  finish(): readonly Draft[] {
    if (this.#parents.length === 0) return this.#block.drafts;
    throw new TemplateRefusal(this.#block.at, 'this block is not closed; add <% } %>');
  }

  #open(at: number, variables: Block['variables'], purpose: Block['purpose']): void {
    if (this.#parents.length >= templateLimits.blockDepth) {
      throw new TemplateRefusal(at, 'blocks nest too deep; simplify');
    }
    this.#parents.push(this.#block);
    this.#block = { drafts: [], at, variables, purpose };
  }

  #branch(step: Extract<Control, { kind: 'else' | 'else-if' }>): void {
    const { purpose } = this.#block;
    if (purpose.kind !== 'if' || purpose.test === undefined) {
      throw new TemplateRefusal(step.at, 'this else belongs to no if');
    }
    if (purpose.branches.length >= templateLimits.branches) {
      throw new TemplateRefusal(
        step.at,
        'this if has too many branches; compute the case before sending',
      );
    }
    purpose.branches.push({ test: purpose.test, body: this.#block.drafts });
    purpose.test = step.kind === 'else' ? undefined : step.test;
    this.#block.drafts = [];
  }

  #close(at: number): void {
    const parent = this.#parents.pop();
    if (parent === undefined) {
      throw new TemplateRefusal(at, 'this } closes nothing; take it out');
    }
    const { drafts, at: openedAt, purpose } = this.#block;
    this.#block = parent;
    if (purpose.kind === 'each') {
      const { list, slot } = purpose;
      this.add({ kind: 'each', slot, list, body: drafts, at: openedAt });
    } else if (purpose.kind === 'if') {
      const { branches, test } = purpose;
      const last = test === undefined ? [] : [{ test, body: drafts }];
      const otherwise = test === undefined ? drafts : [];
      this.add({ kind: 'if', branches: [...branches, ...last], otherwise, at: openedAt });
    }
  }
}
