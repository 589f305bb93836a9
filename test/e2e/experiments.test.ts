import { expect } from 'vitest';
import * as z from 'zod';
import { BatchAccepted, Template } from './contract.ts';
import { expectProblem, uniqueAddress, uniqueLabel, waitForStatus } from './herald.ts';
import { needs, target } from './needs.ts';
import { allMails } from './outbox.ts';
import { call } from './signed-call.ts';
import { simulate } from './simulate.ts';
import { waitFor } from './wait-for.ts';

const Rate = z.strictObject({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  probabilityBest: z.number(),
});
const Variant = z.strictObject({ name: z.string(), version: z.int(), weight: z.number() });
const Experiment = z.strictObject({
  templateId: z.string(),
  experimentId: z.string(),
  status: z.enum(['RUNNING', 'ENDED']),
  variants: z.array(Variant),
  startedAt: z.iso.datetime(),
  startedBy: z.string(),
  endedAt: z.iso.datetime().optional(),
});
const count = z.int().nonnegative();
const Results = Experiment.extend({
  channel: z.literal('EMAIL'),
  metric: z.literal('opened'),
  variants: z.array(
    Variant.extend({
      accepted: count,
      sent: count,
      delivered: count,
      opened: count,
      clicked: count,
      read: count,
      bounced: count,
      complained: count,
      failed: count,
      rates: z.partialRecord(z.enum(['delivered', 'opened', 'clicked', 'read']), Rate),
    }),
  ),
  leader: z.string().optional(),
  isConclusive: z.boolean(),
  warnings: z.array(z.strictObject({ code: z.string(), detail: z.string() })),
});
type Results = z.infer<typeof Results>;
const Outbox = z.array(z.object({ id: z.string(), notificationId: z.string().optional() }));

const words = { plain: 'Your parcel', warm: 'Good news' } as const;
const draftOf = (subject: string) => ({
  category: 'orders',
  dataSchema: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: { name: { type: 'string', maxLength: 100 } },
  },
  sample: { name: 'Ada' },
  content: { default: { EMAIL: { subject, html: '<p><%= it.name %></p>' } } },
});

/** Publishes one version, keeps another, and compares the two. */
const begin = async () => {
  const templateId = uniqueLabel('COMPARED').toUpperCase().replaceAll('-', '_');
  const path = `/templates/${templateId}`;
  for (const [subject, percent] of [
    [words.plain, 100],
    [words.warm, 0],
  ] as const) {
    await call('PUT', `${path}/draft`, { body: draftOf(subject) });
    const answer = await call('POST', `${path}/publish`, { body: { percent } });
    const latestVersion = percent === 0 ? 2 : 1;
    expect(Template.parse(answer.body), answer.text).toMatchObject({ version: 1, latestVersion });
  }
  const variants = [
    { name: 'plain', version: 1, weight: 1 },
    { name: 'warm', version: 2, weight: 1 },
  ];
  const put = () => call('PUT', `${path}/experiment`, { body: { variants } });
  const begun = await put();
  expect(begun.status, begun.text).toBe(200);
  expect((await put()).body).toEqual(begun.body);
  return { templateId, path, variants, experiment: Experiment.parse(begun.body) };
};

/** A person opens their mail. */
const open = async (notificationId: string) => {
  const answer = await fetch(`${target.outboxUrl}/messages?channel=EMAIL`);
  const kept = Outbox.parse(await answer.json());
  const { id } = kept.find((one) => one.notificationId === notificationId) ?? {};
  const userAgent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
  await fetch(`${target.outboxUrl}/messages/${id}/open.gif`, {
    headers: { 'user-agent': userAgent },
  });
};

needs('feedback', 'outbox')(
  'two variants are sent, counted and compared, and one wins',
  async () => {
    const { templateId, path, variants, experiment } = await begin();
    const sends = Array.from({ length: 20 }, () => ({
      templateId,
      recipientType: 'EMAIL',
      recipientIdentifier: uniqueAddress(),
      data: { name: 'Ada' },
    }));
    const foretold = await simulate(sends[0]);
    const accepted = await call('POST', '/notifications/batch', { body: { notifications: sends } });
    const ids = BatchAccepted.parse(accepted.body).results.map((one) =>
      'error' in one ? expect.unreachable(one.error.code) : one.notificationId,
    );

    const told = await Promise.all(ids.map((id) => waitForStatus(id, ['DELIVERED'])));
    expect(foretold.experiment).toEqual(told[0]?.experiment);
    const mails = new Map((await allMails()).map(({ to, subject }) => [to, subject]));
    const expected = { plain: 0, warm: 0 };
    for (const [position, { experiment: own, templateVersion }] of told.entries()) {
      const name = z.enum(['plain', 'warm']).parse(own?.variant);
      expect(own?.experimentId).toBe(experiment.experimentId);
      expect(templateVersion).toBe(name === 'plain' ? 1 : 2);
      expect(mails.get(sends[position]?.recipientIdentifier ?? '')).toBe(words[name]);
      expected[name] += 1;
    }
    // Once in half a million runs, all of them would get the same one.
    expect(Math.min(expected.plain, expected.warm)).toBeGreaterThan(0);
    const opening = told.find(({ experiment: own }) => own?.variant === 'warm')?.notificationId;
    await open(opening ?? '');

    let last: Results | undefined;
    const { variants: counted, ...results } = await waitFor(
      'all to be counted',
      async () => {
        const answer = await call('GET', `${path}/experiment/results`);
        last = Results.parse(answer.body);
        const sum = (name: 'accepted' | 'sent' | 'delivered' | 'opened') =>
          last?.variants.reduce((all, one) => all + one[name], 0);
        // Another test may move the clock meanwhile: each hour is added up by itself, in no order.
        const counted = [sum('accepted'), sum('sent'), sum('delivered'), sum('opened')];
        return counted.join() === '20,20,20,1' ? last : undefined;
      },
      () => `It was ${JSON.stringify(last)}`,
    );
    expect(results).toMatchObject({ leader: 'warm', isConclusive: false });
    expect(results.warnings.map(({ code }) => code)).toEqual(['TOO_FEW']);
    for (const { name, accepted: kept, sent, opened, rates } of counted) {
      const variant = z.enum(['plain', 'warm']).parse(name);
      expect({ kept, sent }).toEqual({ kept: expected[variant], sent: expected[variant] });
      expect(opened).toBe(variant === 'warm' ? 1 : 0);
      expect(rates.delivered?.rate).toBe(1);
    }

    const preview = await call('POST', `${path}/preview`, { body: { variant: 'warm' } });
    expect(preview.body).toMatchObject({ version: 2, variant: 'warm' });
    expectProblem(await call('POST', `${path}/publish`, { body: {} }), 409, 'EXPERIMENT_RUNNING');
    const promoted = await call('POST', `${path}/experiment/promote`, {
      body: { variant: 'warm' },
    });
    expect(Template.parse(promoted.body)).toMatchObject({ version: 2 });
    expectProblem(await call('GET', `${path}/experiment`), 404, 'NOT_FOUND');
    const after = await call('GET', `${path}/experiment/results`);
    expect(after.body).toMatchObject({ status: 'ENDED', variants });
  },
);

needs()('an experiment is looked at, ended, and kept apart from a rollout', async () => {
  const { path, variants, experiment } = await begin();
  expect((await call('GET', `${path}/experiment`)).body).toEqual(experiment);
  expect(Template.parse((await call('GET', path)).body).experiment?.variants).toEqual(variants);
  expect((await call('DELETE', `${path}/experiment`)).status).toBe(204);
  expect((await call('DELETE', `${path}/experiment`)).status).toBe(204);
  expectProblem(await call('GET', `${path}/experiment`), 404, 'NOT_FOUND');

  await call('POST', `${path}/publish`, { body: { percent: 10 } });
  const again = await call('PUT', `${path}/experiment`, { body: { variants } });
  expectProblem(again, 409, 'ROLLOUT_RUNNING');
  const one = await call('PUT', `${path}/experiment`, { body: { variants: variants.slice(1) } });
  expectProblem(one, 400, 'INVALID_REQUEST');
  const inCode = '/templates/ORDER_CONFIRMATION/experiment';
  expectProblem(await call('PUT', inCode, { body: { variants } }), 409, 'TEMPLATE_IN_CODE');
});
