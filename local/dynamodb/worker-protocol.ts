/** What the tables' thread is started with. */
export interface TablesWorkerStart {
  /** Where the tables are kept. */
  readonly path: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** What the tables' thread says. */
export type TablesWorkerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string };

/** The one thing that the tables' thread is told: end, once everything is written. */
export const closeTables = 'close';
