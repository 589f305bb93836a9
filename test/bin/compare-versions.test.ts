import { expect, test } from 'vitest';
import { compareVersions, promoteVariant } from '../../bin/herald/compare-versions.ts';

const rate = { rate: 0.15, low: 0.129, high: 0.1735, probabilityBest: 0.9987 };
const results = {
  status: 'RUNNING',
  metric: 'opened',
  variants: [
    { name: 'plain', version: 1, sent: 0, rates: {} },
    { name: 'warm', version: 2, sent: 1000, rates: { opened: rate } },
  ],
  warnings: [{ code: 'TOO_FEW', detail: 'plain: wait for more.' }],
};

const world = () => {
  const calls: unknown[] = [];
  const said: string[] = [];
  const call = async (...made: readonly unknown[]) => {
    calls.push(made);
    return results;
  };
  return { calls, said, call, tell: (line: string) => said.push(line) };
};

test('an experiment is begun from the command line, and looked at', async () => {
  const { calls, said, call, tell } = world();
  await compareVersions('MADE', ['plain=1', 'warm=2:0.5'], call, tell);
  const variants = [
    { name: 'plain', version: 1, weight: 1 },
    { name: 'warm', version: 2, weight: 0.5 },
  ];
  expect(calls).toEqual([
    ['PUT', '/templates/MADE/experiment', { variants }],
    ['GET', '/templates/MADE/experiment/results'],
  ]);
  expect(said).toEqual([
    'MADE: running, by opened',
    '  plain (version 1): 0 sent',
    '  warm (version 2): 1000 sent, 15.0 % (12.9 % to 17.3 %), best with 99.9 %',
    '  TOO_FEW: plain: wait for more.',
  ]);
});

test('looking changes nothing, promoting names the variant, and what is no variant is refused', async () => {
  const { calls, call, tell } = world();
  await compareVersions('MADE', [], call, tell);
  await promoteVariant('MADE', ['warm'], call, tell);
  expect(calls).toEqual([
    ['GET', '/templates/MADE/experiment/results'],
    ['POST', '/templates/MADE/experiment/promote', { variant: 'warm' }],
  ]);
  await expect(compareVersions('MADE', ['plain'], call, tell)).rejects.toThrow('not plain');
});
