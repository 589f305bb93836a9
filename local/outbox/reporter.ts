import type { Outbox } from './outbox.ts';

interface ReporterOptions {
  readonly outbox: Outbox;
  readonly source: string;
  /** Hands one report over; what throws is tried again. */
  readonly report: (body: unknown) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface Reporter {
  /** Ends after the report that is being handed over. */
  close(): Promise<void>;
}

const atOnce = 100;
const retryAfterMs = 1_000;

/**
 * Hands over what a provider has to report, oldest first, and what an earlier process left behind.
 * A report is removed only after it was handed over, so a crash repeats one but loses none.
 */
export const startReporter = ({ outbox, source, report, onError }: ReporterOptions): Reporter => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  const handOver = async () => {
    for (;;) {
      const pending = outbox.pendingReports(source, atOnce);
      if (pending.length === 0) return;
      for (const { number, body } of pending) {
        if (signal.aborted) return;
        await report(body);
        outbox.removeReport(number);
      }
    }
  };
  const wake = () => {
    if (signal.aborted || running !== undefined) return;
    // Not within the caller's turn: a provider answers first and reports later.
    running = new Promise<void>((resolve) => setImmediate(resolve))
      .then(handOver)
      .catch((error: unknown) => {
        onError(error);
        retry = setTimeout(wake, retryAfterMs);
        retry.unref();
      })
      .finally(() => {
        running = undefined;
        if (retry === undefined && outbox.pendingReports(source, 1).length > 0) wake();
        retry = undefined;
      });
  };
  const forget = outbox.onChange(wake);
  wake();
  return {
    close: async () => {
      stopping.abort();
      forget();
      clearTimeout(retry);
      await running;
    },
  };
};
