import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import { afterFailure, isGivenUp } from '#functions/event-hooks/hook-health.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import type { KeptHooks } from '#functions/event-hooks/kept-hooks.ts';
import type { PostResult } from '#functions/event-hooks/post-event.ts';

interface NoteHealthDeps {
  readonly kept: Pick<KeptHooks, 'forget'>;
  readonly hooks: Pick<HooksTable, 'get' | 'putHealth' | 'disable'>;
  readonly now: () => number;
}

/** RFC 9110, section 15.5.11, and Standard Webhooks: it wants no more of it. */
const gone = 410;

/** Forgets that a receiver failed; costs nothing where it did not. */
export const noteSuccess = async (hook: EventHook, deps: NoteHealthDeps): Promise<void> => {
  if (hook.health === undefined) return;
  deps.kept.forget();
  if (await deps.hooks.putHealth(hook, undefined)) return;
  // Somebody failed meanwhile; this success is not older than that by more than an attempt.
  const now = await deps.hooks.get(hook.webhookId);
  if (now?.enabled && now.health !== undefined) await deps.hooks.putHealth(now, undefined);
};

/** Remembers that a receiver failed; true where it is disabled from now on. */
export const noteFailure = async (
  hook: EventHook,
  result: PostResult,
  { kept, hooks, now }: NoteHealthDeps,
): Promise<boolean> => {
  kept.forget();
  const at = now();
  if (result.kind === 'refused' && result.responseStatus === gone) {
    return hooks.disable(hook, 'GONE', at);
  }
  const health = afterFailure(hook.health, at);
  if (isGivenUp(health, at)) return hooks.disable(hook, 'FAILING', at);
  await hooks.putHealth(hook, health);
  return false;
};
