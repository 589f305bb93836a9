import type { Plugin } from 'esbuild';

/** A module that a function loads when it first needs it: a bundle beside the function's own. */
export interface LazyPart {
  readonly name: string;
  readonly entry: string;
  readonly isPartOf: (functionName: string) => boolean;
}

/** What most containers never need, and would pay for at every cold start. */
export const lazyParts = (isRendering: (functionName: string) => boolean): readonly LazyPart[] => [
  { name: 'engine', entry: 'functions/stored-templates/engine.ts', isPartOf: isRendering },
  {
    name: 'to-plain-text',
    entry: 'functions/stored-templates/to-plain-text.ts',
    isPartOf: isRendering,
  },
  {
    name: 'check-draft',
    entry: 'functions/template-api/check-draft.ts',
    isPartOf: (functionName) => functionName === 'template-api',
  },
  {
    name: 'read-object',
    entry: 'functions/channels/email/read-object.ts',
    isPartOf: (functionName) => functionName === 'channel-email',
  },
  // Started as a thread.
  {
    name: 'mjml-thread',
    entry: 'functions/mjml/mjml-thread.ts',
    isPartOf: (functionName) => functionName === 'template-api',
  },
];

/** Leaves `import('./engine.ts')` to be done by the running function. */
export const leaveLazyParts = (parts: readonly LazyPart[]): Plugin => ({
  name: 'leave-lazy-parts',
  setup: (build) => {
    for (const { name } of parts) {
      build.onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.mjs`, external: true } : undefined,
      );
    }
  },
});
