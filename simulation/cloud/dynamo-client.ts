import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { recipientIndex } from '#platform/table-keys.ts';
import type { Random } from '../random.ts';
import { marshal, unmarshal } from './attribute-values.ts';
import { MalformedRequestError } from './aws-errors.ts';
import type { Item, Substitutes } from './expressions/operands.ts';
import type { Table, TableIndex } from './tables.ts';
import type { Execute } from './wire.ts';

/** DynamoDB: 100 keys a BatchGetItem. */
const maxBatchKeys = 100;

/** How old an eventually consistent read may be, and how often one is. */
const staleMs = 800;
const staleChance = 0.3;

interface RequestParts {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** Answers the commands of the document client and those that Powertools sends below it. */
export const createDynamoExecute = (
  tables: ReadonlyMap<string, Table>,
  random: Random,
): Execute => {
  const tableOf = (name: string | undefined) => {
    const table = tables.get(name ?? '');
    if (table === undefined) throw new MalformedRequestError(`There is no table ${name}`);
    return table;
  };
  const read = (table: Table, key: Record<string, unknown>, isConsistent: boolean | undefined) =>
    !isConsistent && random.chance(staleChance) ? table.getStale(key, staleMs) : table.get(key);

  /** Some keys are left out; a key that is not there is left out for good. */
  const batchGet = ({ RequestItems = {} }: BatchGetCommand['input'], isPartial: boolean) => {
    const responses: Record<string, unknown[]> = {};
    const unprocessed: Record<string, { Keys: Record<string, unknown>[] }> = {};
    let keyCount = 0;
    for (const [name, { Keys = [], ConsistentRead }] of Object.entries(RequestItems ?? {})) {
      const table = tableOf(name);
      keyCount += Keys.length;
      if (new Set(Keys.map((key) => JSON.stringify(key))).size < Keys.length)
        throw new MalformedRequestError('A BatchGetItem names a key twice');
      const left = isPartial ? Keys.filter(() => random.chance(0.4)) : [];
      if (left.length > 0) unprocessed[name] = { Keys: left };
      responses[name] = Keys.filter((key) => !left.includes(key))
        .map((key) => read(table, key, ConsistentRead))
        .filter((item) => item !== undefined);
    }
    if (keyCount === 0 || keyCount > maxBatchKeys)
      throw new MalformedRequestError(`A BatchGetItem takes 1 to 100 keys, not ${keyCount}`);
    return { Responses: responses, UnprocessedKeys: unprocessed };
  };

  const indexOf = ({ TableName, IndexName }: QueryCommand['input']): TableIndex | undefined => {
    if (IndexName === undefined) return undefined;
    if (TableName !== 'notifications' || IndexName !== recipientIndex.name)
      throw new MalformedRequestError(`${TableName} has no index ${IndexName}`);
    const { partitionKey, sortKey } = recipientIndex;
    return { keys: [partitionKey, sortKey], staleMs: random.chance(staleChance) ? staleMs : 0 };
  };

  /** A page ends where the limit does, or, as behind each megabyte, where it likes. */
  const query = (input: QueryCommand['input'], isPartial: boolean) => {
    const { KeyConditionExpression = '', ScanIndexForward, Limit, ExclusiveStartKey } = input;
    const table = tableOf(input.TableName);
    const index = indexOf(input);
    const items = table.query(KeyConditionExpression, substitutesOf(input), index);
    const ordered = ScanIndexForward === false ? items.toReversed() : items;
    const start = ExclusiveStartKey === undefined ? 0 : positionBehind(ordered, ExclusiveStartKey);
    const rest = ordered.slice(start);
    const size = isPartial && rest.length > 0 ? random.between(1, rest.length) : rest.length;
    const page = rest.slice(0, Math.min(size, Limit ?? size));
    const last = page.at(-1);
    // What is as long as the limit has another page, be it an empty one.
    const isWhole = last === undefined || (page.length === rest.length && page.length !== Limit);
    if (isWhole) return { Items: page };
    const places = (index?.keys ?? []).map((name) => [name, last[name]]);
    const LastEvaluatedKey = { ...table.keyOf(last), ...Object.fromEntries(places) };
    return { Items: page, LastEvaluatedKey };
  };

  return (command, isPartial) => {
    if (command instanceof UpdateCommand) {
      const { TableName, Key = {}, UpdateExpression = '', ConditionExpression } = command.input;
      const table = tableOf(TableName);
      return {
        Attributes: table.update(
          Key,
          UpdateExpression,
          ConditionExpression,
          substitutesOf(command.input),
        ),
      };
    }
    if (command instanceof PutCommand) {
      const { TableName, Item = {}, ConditionExpression } = command.input;
      const table = tableOf(TableName);
      try {
        table.put(Item, ConditionExpression, substitutesOf(command.input));
      } catch (error) {
        const isAsked = command.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
        throw isAsked ? withOldItem(error, table.get(Item)) : error;
      }
      return {};
    }
    if (command instanceof BatchGetCommand) return batchGet(command.input, isPartial);
    if (command instanceof GetCommand) {
      const { TableName, Key = {}, ConsistentRead } = command.input;
      return { Item: read(tableOf(TableName), Key, ConsistentRead) };
    }
    if (command instanceof DeleteCommand) {
      const { TableName, Key = {}, ConditionExpression } = command.input;
      const table = tableOf(TableName);
      const Attributes = table.get(Key);
      table.delete(Key, ConditionExpression, substitutesOf(command.input));
      return command.input.ReturnValues === 'ALL_OLD' ? { Attributes } : {};
    }
    if (command instanceof QueryCommand) {
      return query(command.input, isPartial);
    }
    return executeLowLevel(command, tableOf);
  };
};

function executeLowLevel(command: unknown, tableOf: (name: string | undefined) => Table): unknown {
  if (command instanceof PutItemCommand) {
    const { TableName, Item, ConditionExpression } = command.input;
    const table = tableOf(TableName);
    const item = unmarshal(Item);
    try {
      table.put(item, ConditionExpression, unmarshalledSubstitutes(command.input));
    } catch (error) {
      throw withOldItem(error, table.get(item));
    }
    return {};
  }
  if (command instanceof GetItemCommand) {
    const item = tableOf(command.input.TableName).get(unmarshal(command.input.Key));
    return item === undefined ? {} : { Item: marshal(item) };
  }
  if (command instanceof UpdateItemCommand) {
    const { TableName, Key, UpdateExpression = '', ConditionExpression } = command.input;
    tableOf(TableName).update(
      unmarshal(Key),
      UpdateExpression,
      ConditionExpression,
      unmarshalledSubstitutes(command.input),
    );
    return {};
  }
  if (command instanceof DeleteItemCommand) {
    tableOf(command.input.TableName).delete(unmarshal(command.input.Key));
    return {};
  }
  throw new MalformedRequestError(`The simulated DynamoDB does not know ${String(command)}`);
}

function positionBehind(items: readonly Item[], start: Readonly<Record<string, unknown>>): number {
  const isLast = (item: Item) => Object.keys(start).every((name) => item[name] === start[name]);
  return items.findIndex(isLast) + 1;
}

function substitutesOf(input: RequestParts): Substitutes {
  return {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
}

function unmarshalledSubstitutes(
  input: Pick<PutItemCommand['input'], 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>,
): Substitutes {
  return {
    names: input.ExpressionAttributeNames ?? {},
    values: unmarshal(input.ExpressionAttributeValues),
  };
}

/** ReturnValuesOnConditionCheckFailure: ALL_OLD. */
function withOldItem(error: unknown, item: Readonly<Record<string, unknown>> | undefined): unknown {
  if (!(error instanceof ConditionalCheckFailedException) || item === undefined) return error;
  return new ConditionalCheckFailedException({
    message: error.message,
    $metadata: error.$metadata,
    Item: marshal(item),
  });
}
