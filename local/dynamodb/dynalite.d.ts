declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Where the tables are kept; in memory where absent. */
    readonly path?: string;
    /** How long a table stays in CREATING. */
    readonly createTableMs: number;
  }

  function dynalite(options: Options): Server;
  export = dynalite;
}
