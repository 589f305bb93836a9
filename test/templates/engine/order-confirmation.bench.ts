/**
 * Measures a rendering against eta's bare render of the same source: `node test/templates/engine/order-confirmation.bench.ts`.
 * Fails when a ratio of medians is above 1.5, or the two write different texts.
 */
import { readFileSync } from 'node:fs';
import { Eta } from 'eta/core';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { compareMedians } from './compare-medians.ts';

const allowedRatio = 1.5;

const source = readFileSync(new URL('./order-confirmation.html.eta', import.meta.url), 'utf8');
const brand = { name: 'Herald', postalAddress: '1 Example Street, 12345 Exampletown' };
const order = { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' };
const cases = {
  'nothing to escape': {
    ...order,
    orderUrl: 'https://www.example.com/orders/12345',
    items: [
      { name: 'Kettle with lid', quantity: 1, price: '$29.99' },
      { name: 'Tea, Earl Grey', quantity: 2, price: '$10.00' },
    ],
  },
  'values with & and quotes': {
    ...order,
    orderUrl: 'https://www.example.com/orders/12345?from=mail&by=herald',
    items: [
      { name: 'Kettle & lid', quantity: 1, price: '$29.99' },
      { name: 'Tea, "Earl Grey"', quantity: 2, price: '$10.00' },
    ],
  },
};

const compiled = compileTemplate(source, { format: 'html' });
if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.problems));
const run = prepareProgram(compiled.program, { partials: new Map(), sanitizeHtml: (html) => html });
const helpers = helpersFor({ locale: 'en' });
const eta = new Eta({ autoTrim: false, functionHeader: 'const { brand } = options;' });
const template = eta.compile(source);
const options = { brand, async: false };

for (const [name, data] of Object.entries(cases)) {
  const ours = (): string => {
    const result = run({ data, brand, helpers });
    if (result.kind === 'failed') throw new Error(result.message);
    return result.text;
  };
  const theirs = (): string => template.call(eta, data, options);
  if (ours() !== theirs()) throw new Error('the two engines write different texts');
  const [mine, bare] = compareMedians(ours, theirs, 500);
  const ratio = mine / bare;
  const [us, them] = [mine, bare].map((nanoseconds) => (nanoseconds / 1000).toFixed(2));
  console.log(`${name}: ours ${us} us, bare eta ${them} us, ratio of medians ${ratio.toFixed(2)}`);
  if (ratio > allowedRatio) process.exitCode = 1;
}
