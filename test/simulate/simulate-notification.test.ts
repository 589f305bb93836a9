import { describe, expect, test } from 'vitest';
import { ProblemError } from '#core/problem.ts';
import type { UsageLog } from '#core/rate-limit.ts';
import { Profile, type Recipient } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';
import { createRenderer, type Render } from '#functions/delivery/render.ts';
import { sendExample } from '#functions/ingress/examples.ts';
import type { RecipientLimits } from '#functions/router/count-uses.ts';
import {
  type SimulateDeps,
  simulateNotification,
} from '#functions/simulate/simulate-notification.ts';
import { Simulation } from '#functions/simulate/simulation.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const render = createRenderer(templates, stationery);
const caller = '1/Orders';
const night = { weekly: [{ days: ['MON' as const], from: '22:00', to: '07:00' }] };
const word = (enabled: boolean) => ({ enabled, at: now, how: 'API' as const, by: '1/Shop' });

const ada = (over: object = {}): Recipient => ({
  kind: 'user',
  profile: Profile.parse({
    userId: 'ada',
    email: 'ada@example.com',
    phoneNumber: '+14155550100',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...over,
  }),
});
const toAda = {
  ...sendExample,
  recipientType: 'USER_ID',
  recipientIdentifier: 'ada',
  channels: ['EMAIL', 'IN_APP'],
};

interface World {
  readonly recipient?: Recipient;
  readonly render?: Render;
  readonly limits?: RecipientLimits;
  readonly log?: UsageLog;
  readonly overrideCallers?: readonly string[];
  readonly as?: string;
}

const simulate = async (body: unknown, world: World = {}) => {
  const deps: SimulateDeps = {
    channels,
    templates,
    categories,
    overrideCallers: new Set(world.overrideCallers ?? []),
    quietHoursByDefault: undefined,
    recipientLimits: world.limits,
    readUsage: async () => ({ log: world.log ?? [], version: 1 }),
    findRecipients: async () => () => world.recipient ?? ada(),
    findTemplates: async () => templates,
    loadRenderer: async () => world.render ?? render,
    now: () => now,
  };
  return Simulation.parse(await simulateNotification(body, world.as ?? caller, deps));
};

const problemOf = async (body: unknown, world: World = {}): Promise<ProblemError> => {
  const refused = await simulate(body, world).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused instanceof ProblemError) return refused;
  throw new Error('it was not refused');
};

describe('a simulation', () => {
  test('says what would be sent by every channel, to which masked address', async () => {
    const { status, decidedAt, channels: sent, warnings, decisions } = await simulate(toAda);
    expect({ status, decidedAt, warnings }).toEqual({
      status: 'ROUTED',
      decidedAt: '2026-11-23T12:00:00.000Z',
      warnings: [],
    });
    expect(sent.map(({ channel, address }) => [channel, address])).toEqual([
      ['EMAIL', 'a***@example.com'],
      ['IN_APP', '***'],
    ]);
    expect(sent[0]?.content?.subject).toContain('12345');
    expect(sent[0]?.content?.html).toContain('John Doe');
    expect(decisions.find(({ channel }) => channel === 'SMS')).toMatchObject({
      verdict: 'SKIP',
      reason: 'NOT_REQUESTED',
      rules: ['requested-channels'],
    });
  });

  test('shows no address in full, wherever one looks', async () => {
    const body = { ...toAda, channels: undefined };
    const answer = JSON.stringify(await simulate(body));
    expect(answer).not.toContain('ada@example.com');
    expect(answer).not.toContain('+14155550100');
  });

  test('counts the parts of an SMS, and says why it cannot know their price', async () => {
    const { channels: sent } = await simulate({ ...toAda, channels: ['SMS'] });
    expect(sent).toMatchObject([
      {
        channel: 'SMS',
        smsParts: { encoding: 'GSM-7', parts: 1 },
        estimatedCost: { amount: null, currency: 'USD' },
      },
    ]);
    expect(sent[0]?.estimatedCost?.basis).toContain('1 SMS part');
  });

  test("counts what goes out: typography in the phones' own alphabet", async () => {
    const curly: Render = () => ({
      kind: 'rendered',
      content: { text: `It’s ${'x'.repeat(100)}` },
    });
    const [one] = (await simulate({ ...toAda, channels: ['SMS'] }, { render: curly })).channels;
    expect(one).toMatchObject({ smsParts: { encoding: 'GSM-7', parts: 1, characters: 105 } });
    expect(one?.content?.text).toMatch(/^It's /);
  });

  test('warns of letters that cost more, and of a text that no provider takes', async () => {
    const long: Render = () => ({ kind: 'rendered', content: { text: 'ж'.repeat(1_601) } });
    const { warnings } = await simulate({ ...toAda, channels: ['SMS'] }, { render: long });
    expect(warnings.map(({ code }) => code)).toEqual(['CONTENT_TOO_LARGE', 'SMS_IN_UCS_2']);
  });

  test('estimates what the provider asks', async () => {
    const { channels: sent } = await simulate(toAda);
    expect(sent.map(({ estimatedCost }) => estimatedCost?.amount)).toEqual([0.0001, 6.25e-7]);
  });

  test('shows a template that throws as the rendering error of its channel', async () => {
    const broken: Render = (request) =>
      request.channel === 'EMAIL'
        ? { kind: 'failed', detail: 'html threw TypeError' }
        : render(request);
    const { channels: sent, warnings, status } = await simulate(toAda, { render: broken });
    expect(status).toBe('ROUTED');
    expect(sent[0]).toEqual({
      channel: 'EMAIL',
      address: 'a***@example.com',
      renderingError: 'html threw TypeError',
    });
    expect(sent[1]?.content?.title).toBeDefined();
    expect(warnings).toMatchObject([{ code: 'RENDERING_FAILED', channel: 'EMAIL' }]);
  });
});

describe('a simulation at another time', () => {
  const sleeper = { recipient: ada({ quietHours: night, timeZone: 'Europe/Paris' }) };

  test('shows one channel after the other as holds, each with its time', async () => {
    const routing = { mode: 'FIRST_SUCCESS', order: ['IN_APP', 'EMAIL'], timeoutSeconds: 120 };
    const { channels: sent, ...simulated } = await simulate({
      ...toAda,
      channels: undefined,
      routing,
    });
    const releaseAt = '2026-11-23T12:02:00.000Z';
    expect(simulated).toMatchObject({ status: 'ROUTED', releaseAt, warnings: [] });
    expect(sent.map(({ channel }) => channel).toSorted()).toEqual(['EMAIL', 'IN_APP']);
    const by = (name: string) => simulated.decisions.find(({ channel }) => channel === name);
    expect(by('EMAIL')).toMatchObject({ verdict: 'HOLD', reason: 'FALLBACK', until: releaseAt });
    expect(by('EMAIL')?.rules.at(-1)).toBe('fallback');
    expect(by('IN_APP')).toMatchObject({ verdict: 'DELIVER' });
    expect(by('SMS')).toMatchObject({ verdict: 'SKIP', reason: 'NOT_REQUESTED' });
  });

  test('is HELD in quiet hours, and says until when', async () => {
    const at = '2026-11-23T22:30:00+01:00';
    const { status, releaseAt, decisions, decidedAt } = await simulate({ ...toAda, at }, sleeper);
    expect({ status, releaseAt, decidedAt }).toEqual({
      status: 'HELD',
      releaseAt: '2026-11-24T06:00:00.000Z',
      decidedAt: '2026-11-23T21:30:00.000Z',
    });
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      verdict: 'HOLD',
      rule: 'quiet-hours',
      until: releaseAt,
      inputs: { timeZone: 'Europe/Paris' },
    });
  });

  test('is HELD outside of its window, and says when that opens', async () => {
    const sendWindow = { weekly: [{ days: ['MON', 'TUE'], from: '09:00', to: '12:00' }] };
    const body = { ...toAda, sendWindow };
    // One o'clock in Paris, on a Monday.
    const { status, releaseAt, decisions, channels: sent } = await simulate(body, sleeper);
    expect({ status, releaseAt }).toEqual({
      status: 'HELD',
      releaseAt: '2026-11-24T08:00:00.000Z',
    });
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      verdict: 'HOLD',
      reason: 'SEND_WINDOW',
      rule: 'send-window',
      rules: expect.arrayContaining(['quiet-hours', 'send-window']),
      inputs: { timeZone: 'Europe/Paris', of: 'send' },
    });
    expect(sent.map(({ channel }) => channel)).toEqual(['EMAIL', 'IN_APP']);
    const within = await simulate({ ...body, at: '2026-11-23T08:00:00Z' }, sleeper);
    expect(within.status).toBe('ROUTED');
  });

  test('is HELD by a limit until there is room, and counts nothing', async () => {
    const limits = { overall: [{ count: 1, perSeconds: 3_600 }], longestSeconds: 3_600 };
    const log = [{ notificationId: 'ntf_1', category: 'offers', at: now - 600_000 }];
    const { status, releaseAt, decisions } = await simulate(toAda, { limits, log });
    expect({ status, releaseAt }).toEqual({
      status: 'HELD',
      releaseAt: '2026-11-23T12:50:00.000Z',
    });
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      reason: 'RATE_LIMITED',
      rule: 'rate-limit',
    });
    expect((await simulate(toAda, { limits })).status).toBe('ROUTED');
  });

  test('warns of what expires before its hold ends', async () => {
    const body = { ...toAda, at: '2026-11-23T21:30:00Z', expiresAt: '2026-11-23T23:00:00Z' };
    const { status, releaseAt, warnings } = await simulate(body, sleeper);
    expect({ status, releaseAt }).toEqual({
      status: 'HELD',
      releaseAt: '2026-11-23T23:00:00.000Z',
    });
    expect(warnings).toMatchObject([{ code: 'EXPIRES_WHILE_HELD' }]);
  });

  test('decides for when it is due, and says what becomes of it then', async () => {
    const body = { ...toAda, scheduledFor: '2026-11-23T22:00:00Z' };
    const answer = await simulate(body, sleeper);
    expect(answer).toMatchObject({
      status: 'SCHEDULED',
      statusWhenDue: 'HELD',
      decidedAt: '2026-11-23T22:00:00.000Z',
      releaseAt: '2026-11-24T06:00:00.000Z',
    });
  });

  test('warns of a date that has passed by then', async () => {
    const body = { ...toAda, scheduledFor: '2026-11-23T13:00:00Z', at: '2026-11-23T14:00:00Z' };
    expect(await simulate(body)).toMatchObject({
      status: 'ROUTED',
      warnings: [{ code: 'ALREADY_DUE' }],
    });
  });

  test('refuses an instant that is none, and an expiry that has passed by then', async () => {
    const notOne = await problemOf({ ...toAda, at: 'tomorrow' });
    expect(notOne.errors).toMatchObject([{ pointer: '/at', code: 'INVALID_VALUE' }]);
    const expired = { ...toAda, at: '2026-11-25T12:00:00Z', expiresAt: '2026-11-24T12:00:00Z' };
    expect((await problemOf(expired)).errors).toMatchObject([{ code: 'ALREADY_EXPIRED' }]);
  });
});

describe('a simulation of what would not be sent', () => {
  test('is SKIPPED, with the reason and what it went by', async () => {
    const recipient = ada({ preferences: { 'orders#*': word(false) } });
    const { status, channels: sent, decisions, warnings } = await simulate(toAda, { recipient });
    expect({ status, sent }).toEqual({ status: 'SKIPPED', sent: [] });
    expect(warnings).toMatchObject([{ code: 'NOTHING_TO_DELIVER' }]);
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      reason: 'OPTED_OUT',
      inputs: { level: 'category', since: now },
    });
  });

  test('is refused as the door would refuse it', async () => {
    expect((await problemOf({ ...toAda, priorty: 'HIGH' })).errors).toMatchObject([
      { pointer: '/priorty', code: 'UNKNOWN_FIELD' },
    ]);
    const nobody: Recipient = { kind: 'unknown-user', userId: 'nobody' };
    expect((await problemOf(toAda, { recipient: nobody })).errors).toMatchObject([
      { code: 'UNKNOWN_USER' },
    ]);
    for (const body of [null, [], 'text', 7]) {
      expect((await problemOf(body)).code).toBe('INVALID_REQUEST');
    }
  });
});

describe('a simulated override', () => {
  const recipient = ada({ preferences: { '*#EMAIL': word(false) } });
  const body = { ...toAda, channels: ['EMAIL'], overridePreferences: true };

  test('is refused to who may not', async () => {
    expect((await problemOf(body, { recipient, overrideCallers: ['1/Alerts'] })).code).toBe(
      'FORBIDDEN',
    );
  });

  test('says who overrode what', async () => {
    const { status, decisions } = await simulate(body, { recipient, overrideCallers: [caller] });
    expect(status).toBe('ROUTED');
    expect(decisions.find(({ channel }) => channel === 'EMAIL')).toMatchObject({
      verdict: 'DELIVER',
      inputs: { overriddenBy: caller, overriddenLevel: 'channel' },
    });
  });
});
