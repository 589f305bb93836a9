import type { APIGatewayProxyEvent } from 'aws-lambda';
import { hashAddress } from '#core/address.ts';
import { type Link, linkKeysOf, signLink } from '#core/link-token.ts';
import type { PublicDeps } from '#functions/public/public-deps.ts';
import { publicService } from '#functions/public/service.ts';
import { putUser } from '#functions/users/profiles/put-user.ts';
import { createServe } from '#platform/http-handler.ts';
import { createProfiles, type ProfileFields } from '#platform/profiles.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { logger } from '#platform/telemetry.ts';
import { startRecipients } from '../platform/recipients/recipients-table.ts';

logger.setLogLevel('SILENT');

const start = Date.parse('2026-11-23T09:00:00Z');
const dayMs = 86_400_000;
export const secret = 'k'.repeat(64);

/** A form as a browser or a mail service posts it. */
export interface Posted {
  readonly form: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public function on the local DynamoDB, and people to send links to. */
export const startPublicPages = async () => {
  const recipients = await startRecipients();
  const table = await recipients.createTable();
  const clock = { now: start };
  const runtime = { ...systemRuntime, now: () => clock.now };
  /** What was told of who unsubscribed, while it can be told. */
  const topic: { published: object[]; isOut: boolean } = { published: [], isOut: false };
  /** The service in a process of its own, whose calls a test may count, or end. */
  const connect = () => {
    const { raw, dynamo } = recipients.connect();
    const secrets = { send: async () => ({ SecretString: secret }) };
    const env = publicService.env.parse({
      RECIPIENTS_TABLE: table,
      LINK_SECRET_ARN: 'arn:links',
      UNSUBSCRIBES_TOPIC_ARN: 'arn:unsubscribes',
    });
    const sns = {
      send: async ({ input }: { input: { TopicArn: string; Message: string } }) => {
        if (topic.isOut) throw new Error('the topic is out');
        topic.published.push({ topicArn: input.TopicArn, ...JSON.parse(input.Message) });
      },
    };
    // All that reading a secret, and publishing, ask of their clients.
    const clients = { dynamo, secrets: secrets as never, sns: sns as never };
    const deps: PublicDeps = publicService.build(env, clients, runtime);
    return { raw, dynamo, deps, serve: createServe(publicService, deps) };
  };
  const { dynamo, deps, serve } = connect();
  const profiles = createProfiles(dynamo, table);
  const tokenFor = (link: Partial<Link> & Pick<Link, 'holder'>) =>
    signLink(
      {
        purpose: 'UNSUBSCRIBE',
        category: 'promotions',
        channel: 'EMAIL',
        issuedAt: clock.now,
        expiresAt: clock.now + 30 * dayMs,
        ...link,
      },
      linkKeysOf(secret),
    );
  const request = (serving: typeof serve, method: string, path: string, posted?: Posted) => {
    clock.now += 1_000;
    const headers = {
      'accept-language': 'en',
      ...(posted === undefined
        ? {}
        : { 'Content-Type': posted.contentType ?? 'application/x-www-form-urlencoded' }),
      ...posted?.headers,
    };
    // The rest of API Gateway's event is looked at by nobody.
    return serving({
      httpMethod: method,
      path,
      resource: path.replace(/[^/]+$/, '{token}'),
      headers,
      queryStringParameters: null,
      body: posted?.form ?? null,
      isBase64Encoded: false,
      requestContext: { requestId: 'r', identity: { userArn: null } },
    } as unknown as APIGatewayProxyEvent);
  };
  return {
    clock,
    topic,
    table,
    dynamo,
    deps,
    connect,
    profiles,
    tokenFor,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      request(
        (event) => serve({ ...event, headers: { ...event.headers, ...headers } }),
        'GET',
        path,
      ),
    post: (path: string, posted: Posted) => request(serve, 'POST', path, posted),
    /** By the same function with other settings. */
    getBy: (own: PublicDeps, path: string) => request(createServe(publicService, own), 'GET', path),
    postTo: (own: PublicDeps, path: string, posted: Posted) =>
      request(createServe(publicService, own), 'POST', path, posted),
    postBy: (serving: typeof serve, path: string, posted: Posted) =>
      request(serving, 'POST', path, posted),
    putUser: (userId: string, fields: ProfileFields = {}) =>
      putUser(userId, fields, { profiles, now: () => clock.now }),
    user: (id: string) => ({ type: 'USER_ID', id }) as const,
    address: (email: string) => ({ type: 'EMAIL', id: hashAddress(email) }) as const,
    close: recipients.close,
  };
};
export type PublicPages = Awaited<ReturnType<typeof startPublicPages>>;

/** What a mail service posts when its reader clicks once. */
export const oneClick: Posted = { form: 'List-Unsubscribe=One-Click' };

/** What the page's own form posts. */
export const confirm = (scope: 'channel' | 'all'): Posted => ({
  form: `scope=${scope}`,
  headers: { 'Sec-Fetch-Site': 'same-origin' },
});
