import type { Helpers } from './helpers-for-reader.ts';
import type { PartialSignature } from './parse-include.ts';
import { templateLimits } from './template-limits.ts';

/** What a partial gets: checked, not yet escaped. */
export type PartialValue = string | readonly (readonly [label: string, value: string])[];

/** What a rendering may use besides its data, the same for all of them. */
export interface TemplateHost {
  /** By name. They are code of our own, or programs; their values are checked before they run. */
  readonly partials: ReadonlyMap<
    string,
    {
      readonly signature: PartialSignature;
      readonly render: (values: Readonly<Record<string, PartialValue>>) => string;
    }
  >;
  /** For fields that are declared to be HTML. */
  readonly sanitizeHtml: (html: string) => string;
}

/** One rendering under way. */
export interface RunState {
  readonly data: Readonly<Record<string, unknown>>;
  readonly brand: Readonly<Record<string, unknown>>;
  readonly helpers: Helpers;
  work: number;
  iterations: number;
  /** The offset in the source of what is being written. */
  at: number;
}

/** Ends a rendering; says why in words that quote no data. */
export class RenderStop extends Error {
  override readonly name = 'RenderStop';
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** Charges the handling of so much text. */
export const charge = (state: RunState, units: number, at: number): void => {
  state.work += units / 64;
  if (state.work > templateLimits.work) throw new RenderStop('it takes too long', at);
};
