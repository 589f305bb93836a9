/** What befalls the process, or what it calls. Calls are counted from 1, over all handlers. */
export type Fate =
  | { readonly kind: 'none' }
  /** The process ends when that call has been made, and before its answer is looked at. */
  | { readonly kind: 'killed'; readonly afterCall: number }
  /** That call is refused for now. */
  | { readonly kind: 'throttled'; readonly atCall: number }
  /** After so many good calls of its kind half of a batch fails, until the product's tries are used up. */
  | { readonly kind: 'halved'; readonly afterCalls: number };

/** Ends whatever a dead process would still do. */
class Killed extends Error {}

interface Call {
  readonly input: object;
}
type Next = (call: Call) => Promise<{ readonly output: object }>;
interface Mortal {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: { readonly commandName?: string }) => Next,
      options: { readonly step: 'initialize'; readonly priority: 'high'; readonly name: string },
    ): void;
  };
}

/** One process after another, of which one may be killed; every client of AWS goes through it. */
export const createLife = () => {
  let fate: Fate = { kind: 'none' };
  let calls = 0;
  let isDead = false;
  const halved = new Map<string, number>();
  return {
    begin: (next: Fate) => {
      fate = next;
      calls = 0;
      isDead = false;
      halved.clear();
    },
    calls: () => calls,
    /** Whether the process died since it was asked last; then there is a new one. */
    takeDeath: () => {
      const hasDied = isDead;
      if (isDead) fate = { kind: 'none' };
      isDead = false;
      return hasDied;
    },
    /** Puts a client under this fate. */
    bind: <Client extends object>(client: Client): Client => {
      // The SDK's stacks are typed by their commands, of which nothing matters here.
      (client as Client & Mortal).middlewareStack.add(
        (next, { commandName = '' }) =>
          async (call) => {
            if (isDead) throw new Killed();
            calls += 1;
            const mine = calls;
            if (fate.kind === 'throttled' && fate.atCall === mine) {
              throw Object.assign(new Error('Rate exceeded'), {
                name: 'ThrottlingException',
                $metadata: { httpStatusCode: 429 },
              });
            }
            const half = fate.kind === 'halved' ? halves[commandName] : undefined;
            const times = halved.get(commandName) ?? 0;
            if (half !== undefined) halved.set(commandName, times + 1);
            const sinceThen = times - (fate.kind === 'halved' ? fate.afterCalls : 0);
            const isHalved = sinceThen >= 0 && sinceThen < timesHalved;
            const answer = await (half !== undefined && isHalved ? half(call, next) : next(call));
            if (fate.kind === 'killed' && fate.afterCall <= mine) {
              isDead = true;
              throw new Killed();
            }
            return answer;
          },
        { step: 'initialize', priority: 'high', name: 'fate' },
      );
      return client;
    },
  };
};
export type Life = ReturnType<typeof createLife>;

/** The tries of functions/platform/send-batches.ts. */
const timesHalved = 3;

type Half = (call: Call, next: Next) => ReturnType<Next>;

/** Makes a batch call with the first half of its entries, and says of the others that they failed. */
const failHalf =
  (entriesIn: 'Entries' | 'PublishBatchRequestEntries'): Half =>
  async (call, next) => {
    const entries = listIn<{ readonly Id: string }>(call.input, entriesIn);
    const kept = entries.slice(0, Math.floor(entries.length / 2));
    const output =
      kept.length === 0
        ? {}
        : (await next({ ...call, input: { ...call.input, [entriesIn]: kept } })).output;
    const failed = entries.slice(kept.length).map(({ Id }) => ({
      Id,
      SenderFault: false,
      Code: 'InternalError',
      Message: 'We encountered an internal error. Please try again.',
    }));
    return { output: { Successful: [], ...output, Failed: failed } };
  };

const halves: Readonly<Record<string, Half>> = {
  SendMessageBatchCommand: failHalf('Entries'),
  PublishBatchCommand: failHalf('PublishBatchRequestEntries'),
};

function listIn<Item>(input: object, name: string): readonly Item[] {
  const list: unknown = Reflect.get(input, name);
  return Array.isArray(list) ? list : [];
}
