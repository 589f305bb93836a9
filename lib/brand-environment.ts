import type { StageSettings } from './stage-settings.ts';

/** The variable of every function that renders, where a stage has a brand of its own. */
export const brandEnvironment = ({ brand }: StageSettings) =>
  brand === undefined ? {} : { BRAND: JSON.stringify(brand) };
