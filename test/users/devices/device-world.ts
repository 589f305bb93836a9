import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import { ListEndpointsByPlatformApplicationCommand } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Profile } from '#core/recipient.ts';
import type { PushApplications } from '#functions/channels/push/env.ts';
import { createFindDevice } from '#functions/channels/push/find-device.ts';
import {
  createEndpointClient,
  createPlatformEndpoints,
} from '#functions/channels/push/platform-endpoints.ts';
import { type DeviceRoutesDeps, deviceRoutes } from '#functions/users/devices/routes.ts';
import { type UserRoutesDeps, userRoutes } from '#functions/users/profiles/routes.ts';
import { createPutDevices } from '#platform/devices-table.ts';
import { createFormerOwners } from '#platform/former-owners.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import { createProfiles } from '#platform/profiles.ts';
import { ClaimItem } from '#platform/recipients-table.ts';
import type { HttpMethod } from '#platform/route.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { fakeAws, startTablesInMemory } from '../../channels/tables-in-memory.ts';
import { openSns } from '../../local/sns/fixture.ts';

/** Where in a run its process dies: before it makes a call, or once that was made and nobody told it. */
export interface Death {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** What a call of the API comes to when its process dies. */
export class KilledError extends Error {}

const dispatch = createDispatch<UserRoutesDeps & DeviceRoutesDeps>([
  ...userRoutes,
  ...deviceRoutes,
]);

/** Real tables and a real local SNS; each place in it has a table and platform applications of its own. */
export const startDeviceWorld = async () => {
  const tables = await startTablesInMemory('notifications');
  const sns = await openSns([]);
  let places = 0;
  return {
    sns,
    openPlace: async () => {
      places += 1;
      const table = `recipients-${places}`;
      await tables.createTable(table, tableKeys.recipients);
      const arnOf = (platform: string) =>
        `arn:aws:sns:us-east-1:000000000000:app/${platform}/herald-${places}`;
      const applications = { FCM: arnOf('GCM'), APNS: arnOf('APNS') };
      return createPlace(tables.url, sns.sns.url, table, applications);
    },
    close: async () => {
      await tables.close();
      await sns.close();
    },
  };
};

export type DeviceWorld = Awaited<ReturnType<typeof startDeviceWorld>>;
export type DevicePlace = Awaited<ReturnType<DeviceWorld['openPlace']>>;

function createPlace(
  tablesUrl: string,
  snsUrl: string,
  table: string,
  applications: { readonly FCM: string; readonly APNS: string },
) {
  const life = { calls: 0, isDead: false, death: undefined as Death | undefined };
  const raw = new DynamoDBClient({ ...fakeAws, endpoint: tablesUrl });
  const sns = createEndpointClient({ ...fakeAws, endpoint: snsUrl });
  makeMortal(raw, life);
  makeMortal(sns, life);
  const dynamo = DynamoDBDocumentClient.from(raw);
  const profiles = createProfiles(dynamo, table);
  const deps = {
    profiles,
    putDevices: createPutDevices(dynamo, table),
    endpoints: createPlatformEndpoints(sns),
    formerOwners: createFormerOwners(dynamo, table, () => 1_800_000_000_000),
    allowLoopbackWebhooks: false,
    now: () => 1_800_000_000_000,
  };
  const call = async (
    method: HttpMethod,
    path: string,
    body?: unknown,
    pushApplications: PushApplications = applications,
  ) => {
    const request = {
      method,
      path,
      headers: { 'content-type': 'application/json' },
      query: {},
      body: body === undefined ? '' : JSON.stringify(body),
      caller: '1/Shop',
      requestId: 'r',
    };
    life.calls = 0;
    try {
      return await dispatch(request, { ...deps, pushApplications });
    } finally {
      life.death = undefined;
      life.isDead = false;
    }
  };
  return {
    call,
    /** What a run is made with; a test may replace a part. */
    deps,
    dynamo,
    table,
    sns,
    applications,
    /** The calls to table and SNS that the last run made. */
    callsOfLastRun: () => life.calls,
    dieInNextRun: (death: Death) => {
      life.death = death;
    },
    profile: (userId: string) => profiles.get(userId),
    /** All that is kept anywhere, less what differs from run to run. */
    everything: () => everything(dynamo, table, sns, applications),
    /** Who would be pushed to by a token. */
    ownersOf: async (token: string, ...userIds: readonly string[]) => {
      const find = createFindDevice(profiles);
      const found = await Promise.all(userIds.map((userId) => find(userId, token)));
      return userIds.filter((_, position) => found[position]?.isOwned);
    },
  };
}

interface Life {
  calls: number;
  isDead: boolean;
  death: Death | undefined;
}

/** Lets a client's process die as it is told; the dead make no further calls, not even to clean up. */
function makeMortal(client: SNSClient | DynamoDBClient, life: Life): void {
  const live = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    if (life.isDead) throw new KilledError();
    life.calls += 1;
    const isLast = life.death?.call === life.calls;
    if (isLast) life.isDead = true;
    if (isLast && life.death?.moment === 'before') throw new KilledError();
    if (!isLast) return call();
    await Promise.allSettled([call()]);
    throw new KilledError();
  };
  const options = { step: 'initialize', name: 'mortality' } as const;
  client.middlewareStack.add((next) => (args) => live(() => next(args)), options);
}

async function everything(
  dynamo: DynamoDBDocumentClient,
  table: string,
  sns: SNSClient,
  applications: { readonly FCM: string; readonly APNS: string },
) {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: table }));
  const lists = await Promise.all(
    Object.values(applications).map((PlatformApplicationArn) =>
      sns.send(new ListEndpointsByPlatformApplicationCommand({ PlatformApplicationArn })),
    ),
  );
  const endpoints = lists.flatMap(({ Endpoints = [] }) => Endpoints);
  const tokenOf = new Map(endpoints.map((one) => [one.EndpointArn, one.Attributes?.Token]));
  const isProfile = (item: Readonly<Record<string, unknown>>) => 'userId' in item;
  return {
    devices: Items.filter(isProfile)
      .map((item) => Profile.parse(item))
      .flatMap(({ userId, devices }) =>
        devices.map(({ endpointArn, ...device }) => ({
          userId,
          ...device,
          endpointOf: tokenOf.get(endpointArn),
        })),
      )
      .toSorted(byJson),
    claims: Items.filter((item) => !isProfile(item))
      .map((item) => ClaimItem.parse(item))
      .flatMap(({ pk, owner }) => (owner === undefined ? [] : [{ pk, owner }]))
      .toSorted(byJson),
    endpoints: endpoints
      .map(({ EndpointArn, Attributes }) => ({
        platform: EndpointArn?.split('/')[1],
        token: Attributes?.Token,
        isEnabled: Attributes?.Enabled,
      }))
      .toSorted(byJson),
  };
}

const byJson = (one: unknown, other: unknown) =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));
