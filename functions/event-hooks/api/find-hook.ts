import { ProblemError } from '#core/problem.ts';
import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';

/** A receiver, or the problem that there is none of that id. */
export const findHook = async (
  webhookId: string,
  hooks: Pick<HooksTable, 'get'>,
): Promise<EventHook> => (await hooks.get(webhookId)) ?? noSuchHook(webhookId);

/** The problem that there is none of that id. */
export const noSuchHook = (webhookId: string): never => {
  throw new ProblemError('NOT_FOUND', `There is no webhook ${webhookId}.`);
};
