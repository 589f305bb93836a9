import { fireSchedule, type QueuePort } from './fire-schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

interface ReleaseDeps {
  readonly store: ScheduleStore;
  readonly queues: QueuePort;
  /** Milliseconds since 1970, by the local clock. */
  readonly now: () => number;
  /** Told of what was fired at nothing. */
  readonly onError: (error: unknown) => void;
}

const pageSize = 100;

/**
 * Fires everything that is due. A schedule is sent first and then deleted: a crash in between fires it
 * again at the next start, as Scheduler delivers at least once. One that cannot be sent now stays for the
 * next release and holds up no other; they are thrown together at the end.
 */
export const releaseSchedules = async (deps: ReleaseDeps): Promise<void> => {
  const { store, queues, now, onError } = deps;
  const failures: unknown[] = [];
  let after = { dueAt: Number.MIN_SAFE_INTEGER, number: 0 };
  let page = store.due(now(), after, pageSize);
  while (page.length > 0) {
    for (const schedule of page) {
      after = schedule;
      try {
        const firing = await fireSchedule(schedule, queues);
        if (firing.kind === 'dropped') onError(new Error(firing.reason));
        store.complete(schedule);
      } catch (error) {
        failures.push(error);
      }
    }
    page = store.due(now(), after, pageSize);
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} schedules could not be fired yet.`);
  }
};
