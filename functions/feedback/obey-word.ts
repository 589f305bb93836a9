import { concurrently } from '#platform/concurrently.ts';
import type { SuppressionsTable } from '#platform/suppressions.ts';
import type { Report, SuppressedAddress } from './report.ts';

/** Does what people or providers say of an address; returns the reports that it could not do so for. */
export type ObeyWord = (reports: readonly Report[]) => Promise<ReadonlyMap<Report, unknown>>;

/** Each address one word after another; their times decide, not their order. */
export const createObeyWord =
  ({ add, liftStop }: Pick<SuppressionsTable, 'add' | 'liftStop'>): ObeyWord =>
  async (reports) => {
    const failures = new Map<Report, unknown>();
    const byAddress = Map.groupBy(reports.flatMap(wordsOf), ({ address }) => address);
    await concurrently([...byAddress.values()], async (words) => {
      for (const word of words) {
        try {
          await (word.kind === 'suppress' ? add(word.suppressed) : liftStop(word));
        } catch (error) {
          failures.set(word.report, error);
        }
      }
    });
    return failures;
  };

type Word = { readonly report: Report; readonly address: string } & (
  | { readonly kind: 'suppress'; readonly suppressed: SuppressedAddress }
  | { readonly kind: 'lift'; readonly channel: 'SMS'; readonly at: number }
);

function wordsOf(report: Report): readonly Word[] {
  if (report.kind === 'delivery') {
    return report.suppress.map((suppressed) => ({
      kind: 'suppress',
      report,
      address: suppressed.address,
      suppressed,
    }));
  }
  if (report.kind !== 'reply') return [];
  const { intent, from: address, at } = report.reply;
  if (intent === 'START') return [{ kind: 'lift', report, channel: 'SMS', address, at }];
  if (intent !== 'STOP') return [];
  const suppressed: SuppressedAddress = {
    channel: 'SMS',
    addressType: 'PHONE_NUMBER',
    address,
    suppression: { cause: 'STOPPED', at, by: 'RECIPIENT' },
  };
  return [{ kind: 'suppress', report, address, suppressed }];
}
