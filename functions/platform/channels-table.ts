import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelName } from '#core/channel.ts';
import { ChannelControl, openChannel, type Pause } from '#core/channel-control.ts';
import { Circuit } from '#core/circuit.ts';
import { batchGet } from './batch-get.ts';
import { onlyIf } from './only-if.ts';
import type { Runtime } from './runtime.ts';

/** The Channels table: one item for each channel that was ever paused, or whose provider was ever out. */
export interface ChannelsTable {
  get(channel: ChannelName): Promise<ChannelControl>;
  /** Pauses it; who paused it before stays who did. */
  pause(channel: ChannelName, pause: Pause): Promise<ChannelControl>;
  resume(channel: ChannelName): Promise<ChannelControl>;
  /**
   * Puts a circuit in the place of the one that was read, or of none; false where somebody else was faster.
   * Undefined closes it.
   */
  putCircuit(
    channel: ChannelName,
    provider: string,
    read: Circuit | undefined,
    circuit: Circuit | undefined,
  ): Promise<boolean>;
}

/** Circuits are attributes of their own, so that none has to exist before another is written. */
const circuitPrefix = 'circuit:';

export const createChannelsTable = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): ChannelsTable => {
  const update = async (
    channel: ChannelName,
    expressions: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ) => {
    const { Attributes } = await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { channel },
        ReturnValues: 'ALL_NEW',
        ...expressions,
      }),
    );
    return toControl(channel, Attributes);
  };
  return {
    get: async (channel) => {
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: { channel } }));
      return toControl(channel, Item);
    },
    pause: (channel, pause) =>
      update(channel, {
        UpdateExpression: 'SET paused = if_not_exists(paused, :pause)',
        ExpressionAttributeValues: { ':pause': pause },
      }),
    resume: (channel) => update(channel, { UpdateExpression: 'REMOVE paused' }),
    putCircuit: async (channel, provider, read, circuit) => {
      const written = await onlyIf(() =>
        update(channel, {
          UpdateExpression: circuit === undefined ? 'REMOVE #circuit' : 'SET #circuit = :circuit',
          ConditionExpression:
            read === undefined ? 'attribute_not_exists(#circuit)' : '#circuit.openUntil = :read',
          ExpressionAttributeNames: { '#circuit': `${circuitPrefix}${provider}` },
          ...(circuit === undefined && read === undefined
            ? {}
            : {
                ExpressionAttributeValues: {
                  ...(circuit === undefined ? {} : { ':circuit': circuit }),
                  ...(read === undefined ? {} : { ':read': read.openUntil }),
                },
              }),
        }),
      );
      return written !== undefined;
    },
  };
};

/** All channels by one read, for who wants to see them side by side. */
export const readChannels = async (
  dynamo: DynamoDBDocumentClient,
  table: string,
  channels: readonly ChannelName[],
  runtime: Runtime,
): Promise<readonly ChannelControl[]> => {
  const keys = channels.map((channel) => ({ channel }));
  const items = (await batchGet(dynamo, [{ table, keys }], runtime)).get(table) ?? [];
  const found = new Map(items.map((item) => [item.channel, item]));
  return channels.map((channel) => toControl(channel, found.get(channel)));
};

function toControl(
  channel: ChannelName,
  item: Readonly<Record<string, unknown>> | undefined,
): ChannelControl {
  if (item === undefined) return openChannel(channel);
  const circuits = Object.entries(item).flatMap(([name, circuit]) =>
    name.startsWith(circuitPrefix)
      ? [[name.slice(circuitPrefix.length), Circuit.parse(circuit)] as const]
      : [],
  );
  const { paused } = item;
  return ChannelControl.parse({ channel, paused, circuits: Object.fromEntries(circuits) });
}
