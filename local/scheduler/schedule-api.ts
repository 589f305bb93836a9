import * as z from 'zod';
import { scheduleArn } from './fire-schedule.ts';
import { dueTime, ScheduleDefinition, ScheduleName } from './schedule-definition.ts';
import type { Schedule, ScheduleKey, ScheduleStore } from './schedule-store.ts';
import { SchedulerError } from './scheduler-error.ts';

interface ScheduleApiDeps {
  readonly store: ScheduleStore;
  /** Milliseconds since 1970, by the local clock. */
  readonly now: () => number;
  /** Told when the next schedule may fall due at another time than before. */
  readonly onChange: () => void;
}

/** A call as it comes over HTTP. */
export interface ScheduleCall {
  readonly method: string;
  /** The path's last part, where there is one. */
  readonly name?: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

const Caller = z.object({
  GroupName: ScheduleName.default('default'),
  ClientToken: z.string().max(64).optional(),
});
const List = z.object({
  ScheduleGroup: ScheduleName.optional(),
  NamePrefix: ScheduleName.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});
const Place = z.tuple([z.string(), z.string()]);

/** The operations on schedules of EventBridge Scheduler: each takes a call and gives the answer's JSON. */
export const createScheduleApi = ({ store, now, onChange }: ScheduleApiDeps) => {
  const requireGroup = (group: string) => {
    if (store.hasGroup(group)) return;
    throw new SchedulerError(
      'ResourceNotFoundException',
      `Schedule group ${group} does not exist.`,
    );
  };
  const keyOf = (name: unknown, groupName: string | null): ScheduleKey => {
    const group = check(ScheduleName, groupName ?? 'default');
    requireGroup(group);
    return { group, name: check(ScheduleName, name) };
  };
  const missing = ({ name }: ScheduleKey) =>
    new SchedulerError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
  const existing = (key: ScheduleKey): Schedule => {
    const schedule = store.find(key);
    if (schedule === undefined) throw missing(key);
    return schedule;
  };
  const readWrite = ({ name, body }: ScheduleCall) => {
    const { GroupName, ClientToken } = check(Caller, body);
    const key = keyOf(name, GroupName);
    return { key, token: ClientToken ?? null, definition: check(ScheduleDefinition, body) };
  };
  const write = ({ key, token, definition }: ReturnType<typeof readWrite>, createdAt: number) => {
    const dueAt = dueTime(definition);
    store.put({ ...key, clientToken: token, dueAt, createdAt, modifiedAt: now(), definition });
    onChange();
  };

  const operations: Readonly<Record<string, (call: ScheduleCall) => unknown>> = {
    'POST one': (call) => {
      const asked = readWrite(call);
      const found = store.find(asked.key);
      if (found === undefined) write(asked, now());
      // The SDK gives every call a token and repeats it with each try.
      else if (asked.token === null || asked.token !== found.clientToken) {
        throw new SchedulerError('ConflictException', `Schedule ${asked.key.name} already exists.`);
      }
      return { ScheduleArn: scheduleArn(asked.key) };
    },
    'PUT one': (call) => {
      const asked = readWrite(call);
      write(asked, existing(asked.key).createdAt);
      return { ScheduleArn: scheduleArn(asked.key) };
    },
    'GET one': ({ name, query }) => describe(existing(keyOf(name, query.get('groupName')))),
    'DELETE one': ({ name, query }) => {
      const key = keyOf(name, query.get('groupName'));
      if (!store.remove(key)) throw missing(key);
      return {};
    },
    'GET all': ({ query }) => {
      const {
        ScheduleGroup,
        NamePrefix = '',
        State,
        MaxResults,
        NextToken,
      } = check(List, Object.fromEntries(query));
      if (ScheduleGroup !== undefined) requireGroup(ScheduleGroup);
      const matches = ({ group, name, definition }: Schedule) =>
        (ScheduleGroup ?? group) === group &&
        name.startsWith(NamePrefix) &&
        (State ?? definition.State) === definition.State;
      const [group, name] = NextToken === undefined ? ['', ''] : readToken(NextToken);
      const found: Schedule[] = [];
      let page = store.list({ group, name }, MaxResults);
      while (page.length > 0 && found.length <= MaxResults) {
        found.push(...page.filter(matches));
        page = store.list(page.at(-1) ?? { group, name }, MaxResults);
      }
      const shown = found.slice(0, MaxResults);
      const last = found.length > MaxResults ? shown.at(-1) : undefined;
      return {
        Schedules: shown.map(summarize),
        ...(last === undefined ? {} : { NextToken: writeToken(last) }),
      };
    },
  };

  return (call: ScheduleCall): unknown => {
    const operation = operations[`${call.method} ${call.name === undefined ? 'all' : 'one'}`];
    if (operation === undefined) {
      throw new SchedulerError('UnknownOperationException', `${call.method} is not served here.`);
    }
    return operation(call);
  };
};

function describe(schedule: Schedule) {
  return { ...schedule.definition, ...identify(schedule) };
}

function summarize(schedule: Schedule) {
  const { State, Target } = schedule.definition;
  return { ...identify(schedule), State, Target: { Arn: Target.Arn } };
}

function identify(schedule: Schedule) {
  return {
    Arn: scheduleArn(schedule),
    GroupName: schedule.group,
    Name: schedule.name,
    CreationDate: schedule.createdAt / 1000,
    LastModificationDate: schedule.modifiedAt / 1000,
  };
}

function writeToken({ group, name }: ScheduleKey): string {
  return Buffer.from(JSON.stringify([group, name])).toString('base64url');
}

function readToken(token: string): readonly [string, string] {
  const text = Buffer.from(token, 'base64url').toString();
  return check(
    z.preprocess((value) => {
      try {
        return JSON.parse(String(value));
      } catch {
        return undefined;
      }
    }, Place),
    text,
  );
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SchedulerError('ValidationException', z.prettifyError(parsed.error));
}
