import * as z from 'zod';
import { TemplateId } from '#core/template.ts';
import type { CallApi } from './api-client.ts';

const Rate = z.object({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  probabilityBest: z.number(),
});
const Results = z.object({
  status: z.string(),
  metric: z.string(),
  variants: z.array(
    z.object({
      name: z.string(),
      version: z.int(),
      sent: z.int(),
      rates: z.record(z.string(), Rate),
    }),
  ),
  warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
});

/** What the command line calls `plain=3:2`: a variant's name, its version and its weight. */
const spelled = /^(?<name>[^=]+)=(?<version>\d+)(?::(?<weight>[\d.]+))?$/;

/** Begins an experiment with the versions that are named, and says how the one under way compares. */
export const compareVersions = async (
  given: string,
  words: readonly string[],
  call: CallApi,
  tell: (line: string) => void,
): Promise<void> => {
  const path = `/templates/${TemplateId.parse(given)}/experiment`;
  if (words.length > 0) await call('PUT', path, { variants: words.map(toVariant) });
  const { status, metric, variants, warnings } = Results.parse(
    await call('GET', `${path}/results`),
  );
  tell(`${given}: ${status.toLowerCase()}, by ${metric}`);
  for (const { name, version, sent, rates } of variants) {
    const rate = rates[metric];
    const seen =
      rate === undefined
        ? ''
        : `, ${percent(rate.rate)} (${percent(rate.low)} to ${percent(rate.high)}), best with ${percent(rate.probabilityBest)}`;
    tell(`  ${name} (version ${version}): ${sent} sent${seen}`);
  }
  for (const { code, detail } of warnings) tell(`  ${code}: ${detail}`);
};

/** Publishes a variant's version for everybody. */
export const promoteVariant = async (
  given: string,
  [variant]: readonly string[],
  call: CallApi,
  tell: (line: string) => void,
): Promise<void> => {
  await call('POST', `/templates/${TemplateId.parse(given)}/experiment/promote`, { variant });
  tell(`${given}: ${variant} is sent to everybody`);
};

function toVariant(word: string) {
  const { name, version, weight = '1' } = spelled.exec(word)?.groups ?? {};
  if (name === undefined) throw new Error(`Say name=version or name=version:weight, not ${word}`);
  return { name, version: Number(version), weight: Number(weight) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
