import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';
import type { QueuePort } from './fire-schedule.ts';
import { releaseSchedules } from './release-schedules.ts';
import { createScheduleApi, type ScheduleCall } from './schedule-api.ts';
import { ScheduleName } from './schedule-definition.ts';
import { openScheduleStore } from './schedule-store.ts';
import { SchedulerError } from './scheduler-error.ts';

interface SchedulerOptions {
  readonly dataDir: string;
  /** Schedules fire by it. */
  readonly clock: {
    now(): number;
    onAdvance?(listener: () => void): () => void;
  };
  readonly queues: QueuePort;
  /** 0 takes a free one. */
  readonly port: number;
  /** Told of a schedule that was fired at nothing, or could not be fired yet. */
  readonly onError?: (error: unknown) => void;
}

/** EventBridge Scheduler on this machine, on disk. */
export interface Scheduler {
  readonly url: string;
  /** Creates a group of schedules, unless it is there already. */
  createGroup(name: string): void;
  /** Fires what is due by the local clock; done when all of it has been sent. */
  releaseDue(): Promise<void>;
  close(): Promise<void>;
}

/** More than any call may be: an input of 256 KB, escaped. */
const maxBodyBytes = 2 * 1024 * 1024;
/** How long what could not be fired waits, and the longest that a timer sleeps. */
const retryMs = 1_000;
const longestSleepMs = 60_000;

/** Starts the schedules that are kept in a data directory; what fell due meanwhile fires at once. */
export const startScheduler = async ({
  dataDir,
  clock,
  queues,
  port,
  onError = console.error,
}: SchedulerOptions): Promise<Scheduler> => {
  const store = openScheduleStore(dataDir);
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let releasing: Promise<void> = Promise.resolve();

  const sleep = (leastMs = 0) => {
    clearTimeout(timer);
    const dueAt = isClosed ? undefined : store.nextDueAt();
    if (dueAt === undefined) return;
    const ms = Math.min(Math.max(dueAt - clock.now(), leastMs), longestSleepMs);
    timer = setTimeout(releaseAlone, ms).unref();
  };
  // One after the other: two at once would fire the same schedule twice.
  const releaseDue = (): Promise<void> => {
    releasing = releasing
      .catch(() => undefined)
      .then(async () => {
        if (isClosed) return;
        try {
          await releaseSchedules({ store, queues, now: clock.now, onError });
          sleep();
        } catch (error) {
          sleep(retryMs);
          throw error;
        }
      });
    return releasing;
  };
  const releaseAlone = () => {
    releaseDue().catch(onError);
  };

  const call = createScheduleApi({ store, now: clock.now, onChange: sleep });
  const server = await serveLoopback(port, async (request, response) => {
    try {
      answer(response, 200, call(await readCall(request)));
    } catch (error) {
      if (!(error instanceof SchedulerError)) throw error;
      response.setHeader('x-amzn-errortype', error.code);
      answer(response, error.status, { Message: error.message });
    }
  });
  const stopListening = clock.onAdvance?.(releaseAlone);
  sleep();

  return {
    url: server.url,
    createGroup: (name) => store.addGroup(ScheduleName.parse(name)),
    releaseDue,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stopListening?.();
      await server.close();
      await releasing.catch(() => undefined);
      store.close();
    },
  };
};

async function readCall(request: IncomingMessage): Promise<ScheduleCall> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, resource, name, ...rest] = url.pathname.split('/');
  if (resource !== 'schedules' || rest.length > 0) {
    throw new SchedulerError('UnknownOperationException', `${url.pathname} is not served here.`);
  }
  return {
    method: request.method ?? '',
    query: url.searchParams,
    body: parseJson(await readBody(request, maxBodyBytes)),
    ...(name === undefined ? {} : { name: decodeURIComponent(name) }),
  };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) throw new SchedulerError('ValidationException', 'The body is too large.');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new SchedulerError('ValidationException', 'The body is not JSON.');
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
