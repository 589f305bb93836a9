import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RetryPolicy } from '#core/retry-policy.ts';
import type { ContentSources } from '#core/template.ts';
import type { Channel, Send } from '#functions/channels/channel.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import type { FakeProvider } from './fake-provider.ts';
import { type QueueDeliveryInput, queueDeliveryOf } from './queue-delivery.ts';
import { startTablesInMemory, type TablesInMemory } from './tables-in-memory.ts';

/** What a channel brings to the contract: its provider's protocol, and content to send through it. */
export interface ChannelHarness {
  readonly channel: Channel;
  /** Stands in front where a channel has several providers. */
  readonly variant?: string;
  /** Starts the provider anew; `tables` are there for a channel that keeps what it sends. */
  start(tables: TablesInMemory): Promise<FakeProvider>;
  /** The channel's real Send, its provider at that URL, giving up after `timeoutMs`. */
  createSend(connection: ProviderConnection): Send;
  /** What the record says of who took it. */
  readonly provider: string;
  readonly address: string;
  /** A word of it may not turn up in a record: make it one that nothing else holds. */
  readonly content: ContentSources;
  /** An address that its provider refuses, or that never gets so far. */
  readonly malformedAddress: string;
  readonly oversizedContent: ContentSources;
  /** What its `throttle` answer asks for, where the provider says so at all. */
  readonly retryAfterSeconds?: number;
  /** True where sending again changes nothing, so that nothing is ever uncertain. */
  readonly isIdempotent?: boolean;
}

/** What a Send is made with in a test. */
export interface ProviderConnection {
  readonly url: string;
  readonly timeoutMs: number;
  readonly now: () => number;
}

const timeoutMs = 150;
const notificationsTable = 'notifications';
const retryPolicy: RetryPolicy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7_200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

type DeliveryOptions = Partial<Pick<QueueDeliveryInput, 'address' | 'content' | 'whenUncertain'>>;

/**
 * What every channel does, whatever its provider: run through the real use case and the real record,
 * against the provider's own protocol over HTTP.
 */
export const describeChannelContract = (harness: ChannelHarness): void => {
  const { channel, variant } = harness;
  describe(`${channel.name}${variant === undefined ? '' : ` by ${variant}`}`, () => {
    let tables: TablesInMemory;
    let provider: FakeProvider;
    beforeAll(async () => {
      tables = await startTablesInMemory(notificationsTable);
    });
    afterAll(() => tables.close());
    beforeEach(async () => {
      provider = await harness.start(tables);
    });
    afterEach(() => provider.close());

    const queueDelivery = ({
      address = harness.address,
      content = harness.content,
      whenUncertain = 'RESEND',
    }: DeliveryOptions = {}) =>
      queueDeliveryOf({
        notifications: createNotificationsTable(tables.dynamo, notificationsTable),
        channel,
        address,
        content,
        whenUncertain,
        createSend: (now) => harness.createSend({ url: provider.url, timeoutMs, now }),
        retryPolicy,
      });

    test('sends once, and records who took it under what id', async () => {
      const { receive, read } = await queueDelivery();
      const [result] = await receive();
      expect(result).toMatchObject({ kind: 'done', event: 'delivery-sent' });
      expect(provider.calls).toHaveLength(1);
      expect(provider.messageIds).toHaveLength(1);
      expect(await read()).toMatchObject({
        status: 'SENT',
        attempt: 1,
        provider: harness.provider,
        providerMessageId: provider.messageIds[0],
      });
    });

    test('ends FAILED what the provider rejects, and never calls again', async () => {
      provider.answerWith('reject');
      const { receive, read } = await queueDelivery();
      const [result] = await receive();
      expect(result?.kind).toBe('done');
      const { status, reason, detail } = await read();
      expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'PROVIDER_REJECTED' });
      expect(detail).toMatch(/\S/);
      provider.answerWith('accept');
      await receive();
      expect(provider.calls).toHaveLength(1);
      expect((await read()).status).toBe('FAILED');
    });

    test('comes back later when the provider throttles, and then sends', async () => {
      provider.answerWith('throttle');
      const { receive, read } = await queueDelivery();
      const [result] = await receive();
      const afterSeconds = Math.max(retryPolicy.initialSeconds, harness.retryAfterSeconds ?? 0);
      expect(result).toMatchObject({ kind: 'retry', afterSeconds });
      expect(await read()).toMatchObject({ status: 'RETRYING', reason: 'PROVIDER_THROTTLED' });
      expect(provider.messageIds).toHaveLength(0);
      provider.answerWith('accept');
      await receive();
      expect(provider.messageIds).toHaveLength(1);
      expect(await read()).toMatchObject({ status: 'SENT', attempt: 2 });
    });

    describe.each(['accept-then-hang', 'accept-then-drop'] as const)(
      'when it has to %s',
      (told) => {
        test('comes back and calls again where the category says RESEND', async () => {
          provider.answerWith(told);
          const { receive, read } = await queueDelivery();
          expect((await receive())[0]).toMatchObject({ kind: 'retry', event: 'delivery-retrying' });
          expect(await read()).toMatchObject({
            status: 'RETRYING',
            reason: harness.isIdempotent ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_TIMEOUT',
          });
          const callsBefore = provider.calls.length;
          provider.answerWith('accept');
          await receive();
          expect(provider.calls).toHaveLength(callsBefore + 1);
          expect(await read()).toMatchObject({ status: 'SENT', attempt: 2 });
        });

        if (harness.isIdempotent) return;
        test('ends UNCERTAIN and never calls again where the category says HOLD', async () => {
          provider.answerWith(told);
          const { receive, read } = await queueDelivery({ whenUncertain: 'HOLD' });
          expect((await receive())[0]?.kind).toBe('done');
          expect(await read()).toMatchObject({ status: 'UNCERTAIN', reason: 'PROVIDER_TIMEOUT' });
          provider.answerWith('accept');
          await receive();
          expect(provider.calls).toHaveLength(1);
          expect((await read()).status).toBe('UNCERTAIN');
        });
      },
    );

    test('knows that nobody was called when the connection is refused', async () => {
      await provider.close();
      const { receive, read } = await queueDelivery({ whenUncertain: 'HOLD' });
      expect((await receive())[0]).toMatchObject({ kind: 'retry' });
      expect(await read()).toMatchObject({ status: 'RETRYING', reason: 'PROVIDER_UNAVAILABLE' });
    });

    test('ends FAILED for a malformed address, without a second try', async () => {
      const { receive, read } = await queueDelivery({ address: harness.malformedAddress });
      expect((await receive())[0]?.kind).toBe('done');
      const { status, reason } = await read();
      expect(status).toBe('FAILED');
      expect(['INVALID_ADDRESS', 'PROVIDER_REJECTED']).toContain(reason);
      const callsBefore = provider.calls.length;
      await receive();
      expect(provider.calls).toHaveLength(callsBefore);
      expect(provider.messageIds).toHaveLength(0);
    });

    test('ends FAILED for oversized content, without a call', async () => {
      const { receive, read } = await queueDelivery({ content: harness.oversizedContent });
      expect((await receive())[0]?.kind).toBe('done');
      expect(await read()).toMatchObject({ status: 'FAILED', reason: 'CONTENT_TOO_LARGE' });
      expect(provider.calls).toHaveLength(0);
    });

    test('calls once for two copies of a message, one after the other', async () => {
      const { receive, read } = await queueDelivery();
      await receive();
      expect((await receive())[0]?.kind).toBe('done');
      expect(provider.calls).toHaveLength(1);
      expect(await read()).toMatchObject({ status: 'SENT', attempt: 1 });
    });

    test('calls once for two copies of a message in one batch', async () => {
      const { receive, read } = await queueDelivery();
      await receive(2);
      expect(provider.calls).toHaveLength(1);
      expect(await read()).toMatchObject({ status: 'SENT', attempt: 1 });
    });

    test('calls once for two copies of a message in two invocations at once', async () => {
      const { receive, read } = await queueDelivery();
      await Promise.all([receive(), receive()]);
      expect(provider.calls).toHaveLength(1);
      expect(await read()).toMatchObject({ status: 'SENT', attempt: 1 });
    });
  });
};
