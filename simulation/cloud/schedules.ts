import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-scheduler';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { MalformedRequestError } from './aws-errors.ts';
import type { Queue } from './queues.ts';
import type { Execute } from './wire.ts';

/** EventBridge Scheduler fires within a minute, and sometimes twice. */
const precisionMs = 60_000;
const twiceChance = 0.02;
const maxInputBytes = 256 * 1024;
const namePattern = /^[0-9a-zA-Z_.-]{1,64}$/;
const expressionPattern = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

interface SchedulesOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  /** The queue that a target's ARN names. */
  readonly queueByArn: (arn: string) => Queue | undefined;
  readonly onFired: (name: string, input: string) => void;
}

/** One-time schedules that put their input into a queue. */
export const createSchedulerExecute = (options: SchedulesOptions): Execute => {
  const { clock, random, queueByArn, onFired } = options;
  const schedules = new Map<string, string>();

  const fire = (name: string, input: string, queue: Queue) => {
    if (!schedules.has(name)) return;
    onFired(name, input);
    queue.send(input, 0);
    if (random.chance(twiceChance)) {
      clock.after(random.below(precisionMs), () => queue.send(input, 0));
    }
    schedules.delete(name);
  };

  const create = ({
    Name = '',
    ScheduleExpression = '',
    FlexibleTimeWindow,
    Target,
  }: CreateScheduleCommand['input']) => {
    const { Arn = '', Input = '' } = Target ?? {};
    const queue = queueByArn(Arn);
    const time = expressionPattern.exec(ScheduleExpression)?.[1];
    if (!namePattern.test(Name)) throw new MalformedRequestError(`${Name} names no schedule`);
    if (queue === undefined) throw new MalformedRequestError(`There is no queue ${Arn}`);
    if (time === undefined) throw new MalformedRequestError(`When is ${ScheduleExpression}?`);
    if (Buffer.byteLength(Input) > maxInputBytes)
      throw new MalformedRequestError('A schedule’s input is at most 256 KB');
    const at = Date.parse(`${time}Z`);
    if (at < clock.now()) throw new MalformedRequestError(`${Name} is due in the past`);
    if (schedules.has(Name))
      throw new ConflictException({ message: `${Name} exists`, $metadata: {}, Message: 'exists' });
    schedules.set(Name, Input);
    const windowMs = (FlexibleTimeWindow?.MaximumWindowInMinutes ?? 0) * 60_000;
    clock.at(at + random.below(precisionMs + windowMs), () => fire(Name, Input, queue));
    return { ScheduleArn: `arn:aws:scheduler:${Name}` };
  };

  return (command) => {
    if (command instanceof CreateScheduleCommand) return create(command.input);
    if (command instanceof DeleteScheduleCommand) {
      const { Name = '' } = command.input;
      if (!schedules.delete(Name))
        throw new ResourceNotFoundException({ message: Name, $metadata: {}, Message: Name });
      return {};
    }
    throw new MalformedRequestError(`The simulated Scheduler does not know ${String(command)}`);
  };
};
