import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createCallers } from './actors/callers.ts';
import { createOperators } from './actors/operators.ts';
import { createPopulation } from './actors/population.ts';
import { createReaders } from './actors/readers.ts';
import { createRegistrar } from './actors/registrar.ts';
import { createReporters } from './actors/reporters.ts';
import { letTrafficIn } from './actors/traffic-plan.ts';
import { createDatabase } from './cloud/database.ts';
import { deploy } from './cloud/deployment.ts';
import { createFunctions } from './cloud/functions.ts';
import { createPlatformEndpoints } from './cloud/platform-endpoints.ts';
import { createQueue, type Queue, type QueueWatcher } from './cloud/queues.ts';
import { createServices } from './cloud/services.ts';
import { createWire } from './cloud/wire.ts';
import { createAddressBans } from './judge/address-bans.ts';
import { createCircuits } from './judge/circuits.ts';
import { createConsent } from './judge/consent.ts';
import { judge, type Verdict } from './judge/judge.ts';
import { createLedger } from './judge/ledger.ts';
import { createPauses } from './judge/pauses.ts';
import { createTexts } from './judge/texts.ts';
import { createRandom } from './random.ts';
import {
  feedbackQueue,
  queueSettings,
  subscriberQueues,
  visibilityTimeoutSeconds,
} from './settings.ts';
import { stageOf, stages } from './stages.ts';
import { createSubscribers } from './subscribers/subscribers.ts';
import { withPatchedGlobals } from './time/patched-globals.ts';
import { createVirtualClock } from './time/virtual-clock.ts';
import { createTracer } from './tracer.ts';
import type { Aim } from './weather/aim.ts';
import { isHeard } from './weather/climate.ts';
import { type Faults, operationOf } from './weather/faults.ts';
import { createWeather } from './weather/weather.ts';
import type { WeatherReport } from './weather/weather-report.ts';

/** One world: the product with everything around it, from its first send until nothing moves any more. */
export interface WorldOptions {
  readonly seed: string;
  /** Decides its weather. */
  readonly index: number;
  readonly notifications: number;
  /** How many times more often something goes wrong than usual. */
  readonly roughness?: number;
  /** The calls to make, by their position; all of them without it. */
  readonly sends?: ReadonlySet<number>;
  /** The same weather drawn again, for a trace: with fewer sends its faults meet others. */
  readonly reroll?: number;
  /** What goes wrong here again and again. */
  readonly aim?: Aim | undefined;
  /** Instead of its weather, for a trace. */
  readonly wrapFaults?: (faults: Faults) => Faults;
  /** The notification whose every step is written down. */
  readonly watched?: string | undefined;
}

export interface WorldReport extends Verdict {
  readonly weather: WeatherReport;
  /** How many calls sent something, or would have. */
  readonly sends: number;
  readonly trace: readonly string[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long sends come in, and until when things go wrong: everything after is calm. */
const trafficMs = 10 * hourMs;
const calmAfterMs = 5 * dayMs;

/** Worlds begin at any hour of any week, so that nobody's quiet hours are spared. */
const firstStart = Date.UTC(2026, 2, 2);

export const runWorld = async (options: WorldOptions): Promise<WorldReport> => {
  const { seed, index, roughness = 1 } = options;
  const random = createRandom(`${seed}/${index}`);
  const start = firstStart + random.fork('start').below(200 * 24) * hourMs;
  const clock = createVirtualClock(start);
  return withPatchedGlobals(clock, async () => {
    const until = start + trafficMs;
    const { aim = {}, reroll = 0 } = options;
    const weather = createWeather({
      random,
      now: clock.now,
      index,
      roughness,
      aim,
      reroll,
      wrapFaults: options.wrapFaults,
      from: start,
      until,
      calmFrom: start + calmAfterMs,
    });
    const { faults } = weather;
    const tracer = createTracer(clock, options.watched);
    const people = createPopulation(populationOf(options.notifications), random.fork('people')).map(
      (person, position) => aim.person?.(person, position) ?? person,
    );
    const bans = createAddressBans(people, clock.now);
    const pauses = createPauses(clock.now);
    const circuits = createCircuits(clock.now);
    const stage = options.aim === undefined ? stageOf(index) : stages[aim.stage ?? 'plain'];
    const consent = createConsent(people, bans, pauses, circuits, stage);
    const ledger = createLedger({ now: clock.now, tracer, objectionTo: consent.objectionTo });

    const { tables, tableOf, record } = createDatabase(clock.now, {
      notifications: ledger.notificationWritten,
      channels: circuits.written,
    });
    const areEventsHeard = options.aim === undefined ? isHeard(index) : aim.isHeard === true;
    const settings = areEventsHeard ? [...queueSettings, ...subscriberQueues] : queueSettings;
    const queueRandom = random.fork('queues');
    const endpoints = createPlatformEndpoints((token) => bans.announce('PUSH', token, 'START')());
    const reporters = createReporters({
      clock,
      random: random.fork('reports'),
      tales: ledger.tales,
      bans,
      endpoints,
      send: (body) => queues.find(({ name }) => name === feedbackQueue)?.send(body, 0),
      unsubscribe: (message) => readers.unsubscribe(message),
    });
    const texts = createTexts({ tales: ledger.tales, record });
    const watcher: QueueWatcher = {
      ...tracer.queueWatcher,
      sent: (queue, message, delaySeconds) => {
        tracer.queueWatcher.sent(queue, message, delaySeconds);
        if (stage === stages['two-texters']) texts.queued(queue.name, message.body);
      },
      acknowledged: (queue, message) => {
        tracer.queueWatcher.acknowledged(queue, message);
        if (queue.name === feedbackQueue) reporters.acknowledged(message.body);
      },
    };
    const queues: readonly Queue[] = settings.map(({ name, maxReceiveCount }) =>
      createQueue({
        name,
        maxReceiveCount,
        visibilityTimeoutSeconds,
        clock,
        random: queueRandom,
        faults,
        watcher,
      }),
    );
    const subscribers = createSubscribers({
      clock,
      random: random.fork('subscribers'),
      ledger,
      tableOf,
      queues,
      isHeard: areEventsHeard,
      start,
      until,
    });
    const services = createServices({
      clock,
      random: random.fork('services'),
      ledger,
      reporters,
      endpoints,
      tables,
      queues,
      record,
      receivers: subscribers.service,
      textWith: texts.with,
      onInboxItem: (item) => readers.found(item),
      onPublished: (message, type) => {
        ledger.eventPublished(message);
        subscribers.onPublished(message, type);
      },
      onScheduleFired: (name, input) => tracer.tellOf(input, () => `schedule ${name} fired`),
    });
    const wire = createWire({
      clock,
      random: random.fork('wire'),
      faults,
      onMalformed: (error) => ledger.breach('a request that AWS understands', error.message),
      onFault: (fault, service, command) => {
        weather.met(fault, command);
        if (isLookAtChannel(command)) {
          pauses.unreadable();
          circuits.unreadable();
        }
        tracer.tellOfCommand(command, () => `** ${service} ${operationOf(command)}: ${fault}`);
      },
    });
    const functions = createFunctions(services, stage, (error) =>
      ledger.breach('the product stumbles over nothing', String(error)),
    );
    const { gateway, invocations } = deploy({
      clock,
      wire,
      random,
      faults,
      functions,
      settings,
      queues,
      onForgottenVisibility: ({ name }) =>
        ledger.breach('what is not finished says when it comes back', name),
    });
    const readers = createReaders({
      gateway,
      clock,
      random: random.fork('readers'),
      people,
      bans,
      tales: ledger.tales,
      record,
    });
    subscribers.begin(gateway);
    const callers = createCallers({
      gateway,
      clock,
      random: random.fork('callers'),
      ledger,
      cancelChance: 0.04,
      record,
    });
    const registrar = createRegistrar({
      gateway,
      clock,
      random: random.fork('registrar'),
      bans,
    });
    const operators = createOperators({
      gateway,
      clock,
      random: random.fork('operators'),
      pauses,
    });
    const sends = letTrafficIn({
      random: random.fork('traffic'),
      clock,
      people,
      callers,
      registrar,
      operators,
      start,
      until,
      notifications: options.notifications,
      sends: options.sends,
      aim,
    });
    await clock.drain();
    let redriven = 0;
    if (weather.isRedriven) {
      clock.after(7 * dayMs, () => {
        for (const queue of queues) redriven += queue.redrive();
      });
      await clock.drain();
    }
    subscribers.judge();
    const verdict = judge({
      ledger,
      callers,
      queues,
      record,
      areClaimsInDoubt: weather.tally.kills + weather.tally.unheardWrites > 0,
      bans,
      parksNothing: aim.parksNothing === true,
      stage,
      isPunctual: aim.isPunctual === true,
    });
    const { unheardWrites: _, ...met } = weather.tally;
    const report = { calls: wire.calls(), invocations: invocations(), ...met, redriven };
    return { ...verdict, weather: report, sends, trace: tracer.lines };
  });
};

/** Enough people that few hear two things at once, and so few that some do. */
function populationOf(notifications: number): number {
  return Math.max(5, Math.min(100, Math.ceil(notifications / 8)));
}

/** A lane asks whether its channel is open. */
function isLookAtChannel(command: unknown): boolean {
  return command instanceof GetCommand && command.input.TableName === 'channels';
}
